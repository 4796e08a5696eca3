package dev.toolwatch.expose;

import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.ExponentialCounts;

/**
 * Accumulates durations for a histogram with both classic and native buckets. Not thread-safe. Its
 * size is fixed: a count for each bound, and the buckets of {@link ExponentialBuckets}.
 */
public final class DurationHistogram {
  private final double[] bounds;
  private final double zeroThreshold;
  private final long[] classic;
  private final ExponentialBuckets exponential = new ExponentialBuckets();
  private long zeroes;
  private long count;
  private double sum;

  /**
   * An empty histogram.
   *
   * @param bounds of the classic buckets in seconds, ascending
   * @param zeroThreshold of the native histogram
   */
  public DurationHistogram(double[] bounds, double zeroThreshold) {
    this.bounds = bounds.clone();
    this.zeroThreshold = zeroThreshold;
    classic = new long[bounds.length + 1];
  }

  /**
   * Counts a duration.
   *
   * @param seconds at least 0
   */
  public void record(double seconds) {
    int bucket = 0;
    while (bucket < bounds.length && seconds > bounds[bucket]) {
      bucket++;
    }
    classic[bucket]++;
    count++;
    sum += seconds;
    if (seconds == 0) {
      zeroes++;
    } else {
      exponential.record(seconds, 1);
    }
  }

  /** Adds the durations of another histogram with the same bounds. */
  public void add(DurationHistogram other) {
    add(other.classic, other.zeroes, other.sum, other.exponential.snapshot());
  }

  /**
   * Adds durations that were counted before.
   *
   * @param moreClassic a count for each bound, and one for what is above the last
   * @param others all durations that are not zero
   * @throws IllegalArgumentException if the buckets do not have the same number of durations
   */
  public void add(long[] moreClassic, long moreZeroes, double moreSum, ExponentialCounts others) {
    long more = 0;
    for (long one : moreClassic) {
      more += one;
    }
    if (moreClassic.length != classic.length || moreZeroes + others.total() != more) {
      throw new IllegalArgumentException("buckets that do not agree");
    }
    for (int bucket = 0; bucket < classic.length; bucket++) {
      classic[bucket] += moreClassic[bucket];
    }
    exponential.add(others);
    zeroes += moreZeroes;
    count += more;
    sum += moreSum;
  }

  /** A count for each bound, and one for what is above the last. */
  public long[] classic() {
    return classic.clone();
  }

  /** Durations of 0 seconds. */
  public long zeroes() {
    return zeroes;
  }

  /** Sum of all durations in seconds. */
  public double sum() {
    return sum;
  }

  /** All durations but the zeroes. */
  public ExponentialCounts exponential() {
    return exponential.snapshot();
  }

  /** What has been recorded so far, for the metrics page. */
  public HistogramSample sample(Labels labels, long createdMillis) {
    return new HistogramSample(
        labels,
        createdMillis,
        count,
        sum,
        bounds,
        classic.clone(),
        new Exemplar[0],
        NativeBuckets.of(exponential.snapshot(), zeroThreshold, zeroes));
  }
}
