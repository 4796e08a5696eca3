package dev.toolwatch.store;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.signal.ForwardTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Rows of a store that were skipped because what is in them makes no sense. The answer is then made of
 * the others: one such row must not keep anybody from reading or writing the rest. Every reading of a
 * row counts. Thread-safe.
 */
final class BadRows {
  private static final Logger LOG = Logger.getLogger(BadRows.class);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  /** The tables of which rows may be skipped. */
  private static final List<String> TABLES =
      List.of(
          "error_group_days",
          "error_group_samples",
          "error_groups",
          "indicator_hours",
          "indicators",
          "kept_trace_parts",
          "kept_traces",
          "probe_changes",
          "probes",
          "maintenance_windows",
          "rollups",
          "sessions",
          "subjects");

  private final Map<String, LongAdder> skipped = new TreeMap<>();
  private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);
  private final ForwardTime time;
  private final long createdMillis;

  BadRows(InstantSource clock) {
    time = new ForwardTime(clock);
    createdMillis = clock.millis();
    TABLES.forEach(table -> skipped.put(table, new LongAdder()));
  }

  /**
   * Counts a row that was skipped, and logs one a minute.
   *
   * @param table one of those that are known
   * @param key tells the row from others, for whoever looks after it
   * @throws StoreException if the failure is not the row's
   */
  void skip(String table, String key, RuntimeException failure) {
    if (failure instanceof StoreException store) {
      throw store;
    }
    skipped.get(table).increment();
    Instant now = time.instant();
    Instant quiet = quietUntil.get();
    if (!now.isBefore(quiet) && quietUntil.compareAndSet(quiet, now.plus(BETWEEN_LINES))) {
      LOG.errorf(
          "A row of the table %s is malformed and was skipped: %s (%s). Others may be too, see"
              + " toolwatch_store_skipped_rows_total.",
          table, key, failure);
    }
  }

  /** Rows of a table that were skipped so far. */
  long skipped(String table) {
    return skipped.get(table).sum();
  }

  MetricFamily family() {
    return MetricFamily.counter(
        "toolwatch_store_skipped_rows",
        "Malformed rows that were skipped when they were read.",
        TABLES.stream()
            .map(
                table ->
                    new CounterSample(Labels.of("table", table), skipped(table), createdMillis))
            .toList());
  }
}
