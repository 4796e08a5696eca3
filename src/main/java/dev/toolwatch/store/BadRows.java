package dev.toolwatch.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Rows that were skipped because what is in them makes no sense. The answer is then made of the others:
 * one such row must not keep anybody from reading or writing the rest. Thread-safe.
 */
public final class BadRows {
  private static final Logger LOG = Logger.getLogger(BadRows.class);
  private static final long BETWEEN_LINES_NANOS = 60_000_000_000L;

  /** The tables of which rows may be skipped. */
  private static final List<String> TABLES =
      List.of(
          "indicator_hours",
          "indicators",
          "maintenance_windows",
          "rollups",
          "sessions",
          "subjects");

  /** Of this process: every reading of a row counts. */
  private static final Map<String, LongAdder> SKIPPED = new TreeMap<>();

  private static final AtomicLong SAID_NANOS =
      new AtomicLong(System.nanoTime() - BETWEEN_LINES_NANOS);

  static {
    TABLES.forEach(table -> SKIPPED.put(table, new LongAdder()));
  }

  private BadRows() {}

  /**
   * Counts a row that was skipped, and logs one a minute.
   *
   * @param table one of those that are known
   * @param key tells the row from others, for whoever looks after it
   * @throws StoreException if the failure is not the row's
   */
  public static void skip(String table, String key, RuntimeException failure) {
    if (failure instanceof StoreException store) {
      throw store;
    }
    SKIPPED.get(table).increment();
    long said = SAID_NANOS.get();
    long now = System.nanoTime();
    if (now - said >= BETWEEN_LINES_NANOS && SAID_NANOS.compareAndSet(said, now)) {
      LOG.errorf(
          "A row of the table %s is malformed and was skipped: %s (%s). Others may be too, see"
              + " toolwatch_store_skipped_rows_total.",
          table, key, failure);
    }
  }

  /** By table. */
  static Map<String, LongAdder> skipped() {
    return SKIPPED;
  }
}
