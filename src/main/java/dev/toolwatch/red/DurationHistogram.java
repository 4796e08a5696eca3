package dev.toolwatch.red;

import static dev.toolwatch.red.HistogramSnapshot.DURATION_NANOS;
import static dev.toolwatch.red.HistogramSnapshot.END_NANOS;
import static dev.toolwatch.red.HistogramSnapshot.SPAN_ID;
import static dev.toolwatch.red.HistogramSnapshot.TRACE_ID_HIGH;
import static dev.toolwatch.red.HistogramSnapshot.TRACE_ID_LOW;

import dev.toolwatch.signal.BucketMiddle;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.sketch.ExponentialBuckets;

/**
 * Durations of one series: exact counts at the convention's classic boundaries, base-2 exponential
 * buckets, an exact sum, and the latest exemplar of each classic bucket. Not thread-safe: its
 * shard's thread alone writes it.
 *
 * <p>Conservation: the classic counts sum to the count, and so do zeroes and exponential counts.
 */
final class DurationHistogram {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final long[] classic = new long[HistogramSnapshot.BUCKETS];
  private final ExponentialBuckets exponential = new ExponentialBuckets();
  private final long[] exemplars = HistogramSnapshot.noExemplars();
  private long zeroes;

  /** The sum, in two parts because nanoseconds alone overflow after 292 years of durations. */
  private long sumSeconds;

  private long sumNanos;

  /**
   * @param nanos the duration, at least 0
   * @param times how often it is counted, at least 1
   * @param endNanos when it ended, since the Unix epoch; what ended before a bucket's exemplar, or in
   *     the same millisecond, leaves that: Prometheus refuses exemplars that go back in time
   */
  void record(
      long nanos, long times, long traceIdHigh, long traceIdLow, long spanId, long endNanos) {
    int bucket = HistogramSnapshot.bucket(nanos);
    classic[bucket] += times;
    if (nanos == 0) {
      zeroes += times;
    } else {
      // A division, not a product: it is exact wherever the seconds have an exact form.
      exponential.record((double) nanos / NANOS_PER_SECOND, times);
    }
    addSeconds(nanos / NANOS_PER_SECOND * times);
    sumNanos += nanos % NANOS_PER_SECOND * times;
    if (sumNanos >= NANOS_PER_SECOND) {
      addSeconds(sumNanos / NANOS_PER_SECOND);
      sumNanos %= NANOS_PER_SECOND;
    }
    int at = bucket * HistogramSnapshot.EXEMPLAR_FIELDS;
    boolean first = exemplars[at + SPAN_ID] == 0;
    if (first || millis(endNanos) > millis(exemplars[at + END_NANOS])) {
      exemplars[at + TRACE_ID_HIGH] = traceIdHigh;
      exemplars[at + TRACE_ID_LOW] = traceIdLow;
      exemplars[at + SPAN_ID] = spanId;
      exemplars[at + DURATION_NANOS] = nanos;
      exemplars[at + END_NANOS] = endNanos;
    }
  }

  private static long millis(long nanos) {
    // Unsigned, without dividing: 2^6 is a factor of a million, and the rest of it is a constant.
    return (nanos >>> 6) / (NANOS_PER_MILLI >> 6);
  }

  /** Stops at the largest number: only made-up durations of centuries come there. */
  private void addSeconds(long seconds) {
    long sum = sumSeconds + seconds;
    sumSeconds = sum < 0 ? Long.MAX_VALUE : sum;
  }

  /**
   * Adds durations that come as a histogram themselves. All counts of one of its buckets go to one
   * place; its sum is taken over. They leave no exemplar.
   */
  void add(Distribution durations) {
    double sum = BucketMiddle.forEach(durations, this::place);
    long whole = (long) sum;
    sumNanos += Math.round((sum - whole) * NANOS_PER_SECOND);
    addSeconds(whole + sumNanos / NANOS_PER_SECOND);
    sumNanos %= NANOS_PER_SECOND;
  }

  /** Adds durations that an earlier process has counted. They leave no exemplar. */
  void add(HistogramSnapshot earlier) {
    for (int bucket = 0; bucket < classic.length; bucket++) {
      classic[bucket] += earlier.classic()[bucket];
    }
    exponential.add(earlier.exponential());
    zeroes += earlier.zeroes();
    sumNanos += earlier.sumNanos();
    addSeconds(earlier.sumSeconds());
    addSeconds(sumNanos / NANOS_PER_SECOND);
    sumNanos %= NANOS_PER_SECOND;
  }

  private void place(double seconds, int index, long times) {
    if (seconds == 0) {
      classic[0] += times;
      zeroes += times;
    } else {
      classic[HistogramSnapshot.bucket(seconds)] += times;
      exponential.recordAt(index, times);
    }
  }

  long count() {
    long count = 0;
    for (long bucket : classic) {
      count += bucket;
    }
    return count;
  }

  HistogramSnapshot snapshot() {
    return new HistogramSnapshot(
        classic.clone(), exponential.snapshot(), zeroes, sumSeconds, sumNanos, exemplars.clone());
  }
}
