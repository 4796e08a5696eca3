package dev.toolwatch.red;

import static dev.toolwatch.red.HistogramSnapshot.DURATION_NANOS;
import static dev.toolwatch.red.HistogramSnapshot.END_NANOS;
import static dev.toolwatch.red.HistogramSnapshot.SPAN_ID;
import static dev.toolwatch.red.HistogramSnapshot.TRACE_ID_HIGH;
import static dev.toolwatch.red.HistogramSnapshot.TRACE_ID_LOW;

import dev.toolwatch.signal.BucketMiddle;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.sketch.ExponentialBuckets;
import java.util.Arrays;

/**
 * Durations of one series: exact counts at the semantic conventions' classic boundaries, base-2
 * exponential buckets, an exact sum and the latest exemplar of each classic bucket. Not
 * thread-safe: only its shard's thread writes it.
 *
 * <p>Conservation: the classic counts sum to the count. So do the zero count and the exponential
 * counts.
 */
final class DurationHistogram {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** How long the exemplar of a trace that is likely to be kept stays when others come. */
  private static final long KEPT_EXEMPLAR_MILLIS = 60_000;

  private final long[] classic = new long[HistogramSnapshot.BUCKETS];
  private final ExponentialBuckets exponential = new ExponentialBuckets();

  /** Of the classic buckets that have one, in their order: few durations are far from the others. */
  private long[] exemplars = {};

  /** A bit for each classic bucket: whether it has an exemplar. */
  private int exemplified;

  /** A bit for each classic bucket: whether the trace of its exemplar is likely to be kept. */
  private int keptExemplars;

  private long zeroes;

  /** The sum is kept in two parts, because nanoseconds alone would overflow after 292 years. */
  private long sumSeconds;

  private long sumNanos;

  /**
   * @param nanos the duration, at least 0
   * @param times how often it is counted, at least 1
   * @param endNanos when it ended, since the Unix epoch. It replaces the bucket's exemplar only if
   *     it ended in a later millisecond: Prometheus refuses exemplars that go back in time
   * @param kept whether its trace is likely to be kept
   */
  void record(
      long nanos,
      long times,
      long traceIdHigh,
      long traceIdLow,
      long spanId,
      long endNanos,
      boolean kept) {
    int bucket = HistogramSnapshot.bucket(nanos);
    classic[bucket] += times;
    if (nanos == 0) {
      zeroes += times;
    } else {
      // Divide, do not multiply: the quotient is exact wherever the seconds can be represented
      // exactly.
      exponential.record((double) nanos / NANOS_PER_SECOND, times);
    }
    addSeconds(nanos / NANOS_PER_SECOND * times);
    sumNanos += nanos % NANOS_PER_SECOND * times;
    if (sumNanos >= NANOS_PER_SECOND) {
      addSeconds(sumNanos / NANOS_PER_SECOND);
      sumNanos %= NANOS_PER_SECOND;
    }
    exemplify(nanos, traceIdHigh, traceIdLow, spanId, endNanos, kept);
  }

  /**
   * Keeps an operation as its bucket's exemplar, without counting it. One whose trace is likely to
   * be kept gives way to another such one, or to any after {@link #KEPT_EXEMPLAR_MILLIS}.
   */
  void exemplify(
      long nanos, long traceIdHigh, long traceIdLow, long spanId, long endNanos, boolean kept) {
    int bucket = HistogramSnapshot.bucket(nanos);
    boolean first = (exemplified & 1 << bucket) == 0;
    int at = exemplarAt(bucket);
    if (first) {
      insert(at);
      exemplified |= 1 << bucket;
    }
    boolean stays = !kept && (keptExemplars & 1 << bucket) != 0;
    long after = millis(exemplars[at + END_NANOS]) + (stays ? KEPT_EXEMPLAR_MILLIS : 0);
    if (first || millis(endNanos) > after) {
      keptExemplars = kept ? keptExemplars | 1 << bucket : keptExemplars & ~(1 << bucket);
      exemplars[at + TRACE_ID_HIGH] = traceIdHigh;
      exemplars[at + TRACE_ID_LOW] = traceIdLow;
      exemplars[at + SPAN_ID] = spanId;
      exemplars[at + DURATION_NANOS] = nanos;
      exemplars[at + END_NANOS] = endNanos;
    }
  }

  /** Where the exemplar of a bucket is, or would be. */
  private int exemplarAt(int bucket) {
    return Integer.bitCount(exemplified & (1 << bucket) - 1) * HistogramSnapshot.EXEMPLAR_FIELDS;
  }

  private void insert(int at) {
    long[] before = exemplars;
    int after = at + HistogramSnapshot.EXEMPLAR_FIELDS;
    exemplars = Arrays.copyOf(before, before.length + HistogramSnapshot.EXEMPLAR_FIELDS);
    System.arraycopy(before, at, exemplars, after, before.length - at);
  }

  private static long millis(long nanos) {
    // Unsigned and without a division instruction: divide by 2^6 first, then by a constant.
    return (nanos >>> 6) / (NANOS_PER_MILLI >> 6);
  }

  /** Saturates at the largest long. Only forged durations of centuries get there. */
  private void addSeconds(long seconds) {
    long sum = sumSeconds + seconds;
    sumSeconds = sum < 0 ? Long.MAX_VALUE : sum;
  }

  /**
   * Adds durations received as a histogram. All counts of one of its buckets go into a single
   * bucket here. Its sum is added as it is. These durations leave no exemplar.
   */
  void add(Distribution durations) {
    double sum = BucketMiddle.forEach(durations, this::place);
    long whole = (long) sum;
    sumNanos += Math.round((sum - whole) * NANOS_PER_SECOND);
    addSeconds(whole + sumNanos / NANOS_PER_SECOND);
    sumNanos %= NANOS_PER_SECOND;
  }

  /** Adds durations that an earlier process counted. They leave no exemplar. */
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

  /**
   * A duration that is not exceeded by the given share of all, in nanoseconds: the highest of its
   * bucket, so that it is not exceeded by any if all are alike.
   */
  long quantileNanos(double share) {
    return (long) Math.ceil(exponential.quantileBound(share, zeroes) * NANOS_PER_SECOND);
  }

  long count() {
    long count = 0;
    for (long bucket : classic) {
      count += bucket;
    }
    return count;
  }

  HistogramSnapshot snapshot() {
    long[] all = HistogramSnapshot.noExemplars();
    for (int bucket = 0; bucket < classic.length; bucket++) {
      if ((exemplified & 1 << bucket) != 0) {
        System.arraycopy(
            exemplars,
            exemplarAt(bucket),
            all,
            bucket * HistogramSnapshot.EXEMPLAR_FIELDS,
            HistogramSnapshot.EXEMPLAR_FIELDS);
      }
    }
    return new HistogramSnapshot(
        classic.clone(), exponential.snapshot(), zeroes, sumSeconds, sumNanos, all);
  }
}
