package dev.toolwatch.signal;

import dev.toolwatch.sketch.ExponentialCounts;

/**
 * The one duration that stands for all those in a bucket of another histogram: the geometric mean of
 * its bounds; half the upper one where the lower is 0, and just above the lower one where there is no
 * upper. Pure functions; results are in seconds.
 */
public final class BucketMiddle {
  /** Takes counts at the duration that stands for them. */
  public interface Handler {
    /**
     * So many durations count as one.
     *
     * @param seconds the duration; 0 for those too short to be any
     * @param index of its exponential bucket at the highest scale, where it is above 0
     * @param times at least 1
     */
    void at(double seconds, int index, long times);
  }

  /** Less than this is no time: our shortest duration is a nanosecond. */
  private static final double MIN_SECONDS = 0.5e-9;

  /** Our longest duration, Long.MAX_VALUE nanoseconds, about 292 years. */
  private static final double MAX_SECONDS = 9.2e9;

  /** More than thirty million years are no sum of durations but an overflow. */
  private static final double MAX_SUM_SECONDS = 1e15;

  private BucketMiddle() {}

  /**
   * Hands on all counts of a distribution.
   *
   * @return the sum of its durations in seconds, at least 0: its own, or that of the middles
   */
  public static double forEach(Distribution durations, Handler handler) {
    double middles = 0;
    if (durations.zeroCount() > 0) {
      handler.at(0, 0, durations.zeroCount());
    }
    for (int bucket = 0; bucket < durations.bucketCount(); bucket++) {
      long times = durations.bucket(bucket);
      if (times > 0) {
        double seconds = of(durations, bucket);
        handler.at(seconds, index(durations, bucket, seconds), times);
        middles += seconds * times;
      }
    }
    if (!durations.hasBuckets() && durations.total() > 0) {
      double mean = mean(durations);
      handler.at(mean, ExponentialCounts.index(mean), durations.total());
    }
    double sum = durations.hasSum() ? durations.sum() / durations.unitsPerSecond() : middles;
    // What is no number or negative is no sum of durations.
    return sum >= 0 ? Math.min(sum, MAX_SUM_SECONDS) : 0;
  }

  /** The middle of a bucket, or 0 for one of durations too short to be any. */
  private static double of(Distribution durations, int bucket) {
    double units =
        durations.isExponential() ? exponential(durations, bucket) : explicit(durations, bucket);
    double seconds = units / durations.unitsPerSecond();
    // Just above its bound, which is inclusive, whatever rounding the division does.
    boolean unbounded = !durations.isExponential() && bucket == durations.boundCount();
    return inRange(unbounded && units > 0 ? Math.nextUp(seconds) : seconds);
  }

  private static double exponential(Distribution durations, int bucket) {
    double middle = (double) durations.offset() + bucket + 0.5;
    return Math.pow(2, Math.scalb(middle, -durations.scale()));
  }

  private static double explicit(Distribution durations, int bucket) {
    double lower = bucket == 0 ? 0 : Math.max(0, durations.bound(bucket - 1));
    if (bucket == durations.boundCount()) {
      return lower > 0 ? lower : meanUnits(durations);
    }
    double upper = durations.bound(bucket);
    if (upper <= 0) {
      return 0;
    }
    return lower == 0 ? upper / 2 : Math.sqrt(lower) * Math.sqrt(upper);
  }

  /** The mean of all, for one that has no buckets; 0 where there is no sum. */
  private static double mean(Distribution durations) {
    return inRange(meanUnits(durations) / durations.unitsPerSecond());
  }

  private static double meanUnits(Distribution durations) {
    return durations.hasSum() ? durations.sum() / durations.total() : 0;
  }

  private static double inRange(double seconds) {
    return seconds >= MIN_SECONDS ? Math.min(seconds, MAX_SECONDS) : 0;
  }

  /**
   * The index of the exponential bucket, at the highest scale, that takes a bucket's counts. Exact
   * where they come in buckets as fine, in seconds.
   *
   * @param seconds the bucket's middle, above 0
   */
  private static int index(Distribution durations, int bucket, double seconds) {
    boolean exact =
        durations.isExponential()
            && durations.unitsPerSecond() == 1
            && durations.scale() >= ExponentialCounts.MAX_SCALE
            && seconds < MAX_SECONDS;
    return exact
        ? (durations.offset() + bucket) >> (durations.scale() - ExponentialCounts.MAX_SCALE)
        : ExponentialCounts.index(seconds);
  }
}
