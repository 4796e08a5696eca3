package dev.toolwatch.store;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.DurationHistogram;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import java.time.Duration;
import java.util.List;

/** How flushes go, as metrics. Thread-safe. */
final class FlushMetrics {
  private static final double[] BOUNDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30};

  /** Above 0, so that every Prometheus takes an empty one for a native histogram. */
  private static final double ZERO_THRESHOLD = 0x1p-128;

  private final long createdMillis;
  private final DurationHistogram durations = new DurationHistogram(BOUNDS, ZERO_THRESHOLD);
  private Waiting waiting = new Waiting(0, 0, 0);
  private long failures;

  FlushMetrics(long createdMillis) {
    this.createdMillis = createdMillis;
  }

  /** Counts a batch that was stored. */
  synchronized void stored(double seconds) {
    durations.record(seconds);
  }

  /** Counts a flush that failed. */
  synchronized void failed() {
    failures++;
  }

  /** Shows what waits from now on. */
  synchronized void waiting(Waiting now) {
    waiting = now;
  }

  synchronized Waiting waiting() {
    return waiting;
  }

  synchronized List<MetricFamily> families(
      Duration unflushed, Duration unread, Duration unmaintained, Duration expiryLag) {
    return List.of(
        MetricFamily.durations(
            "toolwatch_store_flush_seconds",
            "Duration of flushes into the store that went well.",
            List.of(durations.sample(Labels.of(), createdMillis))),
        MetricFamily.gauge(
            "toolwatch_store_unflushed_seconds",
            "Time since everything that was counted was in the store.",
            "seconds",
            unflushed.toMillis() / 1e3),
        MetricFamily.gauge(
            "toolwatch_store_unread_seconds",
            "Time since the store was last read.",
            "seconds",
            unread.toMillis() / 1e3),
        MetricFamily.gauge(
            "toolwatch_store_unmaintained_seconds",
            "Time since the store was last compacted and all that had expired was dropped.",
            "seconds",
            unmaintained.toMillis() / 1e3),
        MetricFamily.gauge(
            "toolwatch_store_expiry_lag_seconds",
            "By how much the time by which rows expire is behind the clock.",
            "seconds",
            expiryLag.toMillis() / 1e3),
        MetricFamily.gauge(
            "toolwatch_store_pending_rows",
            "Rows that wait in memory since a flush failed.",
            "",
            waiting.rows),
        MetricFamily.counter(
            "toolwatch_store_flush_failures",
            "Flushes that failed and are tried again.",
            List.of(new CounterSample(Labels.of(), failures, createdMillis))),
        MetricFamily.counter(
            "toolwatch_store_limited_operations",
            "Operations beyond toolwatch.store.max-pending-rows, or that the store refused.",
            List.of(
                new CounterSample(Labels.of("action", "dropped"), waiting.dropped, createdMillis),
                new CounterSample(Labels.of("action", "folded"), waiting.folded, createdMillis))));
  }

  /**
   * What waits in memory.
   *
   * @param folded operations whose minutes were folded into hours, ever
   * @param dropped operations that were dropped, ever
   */
  record Waiting(int rows, long folded, long dropped) {}
}
