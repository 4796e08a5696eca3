package dev.toolwatch.store;

import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.NativeBuckets;
import dev.toolwatch.sketch.ExponentialBuckets;
import java.util.List;

/** How long flushes took, those that failed left out. Thread-safe. */
final class FlushDurations {
  private static final double[] BOUNDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30};

  /** Above 0, so that an empty one is a native histogram to every Prometheus. */
  private static final double ZERO_THRESHOLD = 0x1p-128;

  private final long createdMillis;
  private final long[] classic = new long[BOUNDS.length + 1];
  private final ExponentialBuckets exponential = new ExponentialBuckets();
  private long count;
  private double sum;

  FlushDurations(long createdMillis) {
    this.createdMillis = createdMillis;
  }

  /**
   * Counts a flush.
   *
   * @param seconds above 0
   */
  synchronized void record(double seconds) {
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    classic[bucket]++;
    exponential.record(seconds, 1);
    count++;
    sum += seconds;
  }

  synchronized MetricFamily family() {
    HistogramSample sample =
        new HistogramSample(
            Labels.of(),
            createdMillis,
            count,
            sum,
            BOUNDS,
            classic.clone(),
            new Exemplar[0],
            NativeBuckets.of(exponential.snapshot(), ZERO_THRESHOLD, 0));
    return MetricFamily.durations(
        "toolwatch_store_flush_seconds",
        "Duration of flushes into the store that went well.",
        List.of(sample));
  }
}
