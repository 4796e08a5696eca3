package dev.toolwatch.signal;

import dev.toolwatch.sketch.ExponentialCounts;

/**
 * Computes the one duration that represents all durations in a bucket of a received histogram: the
 * geometric mean of its bounds; half the upper bound if the lower one is 0; just above the lower
 * bound if there is no upper one. Pure functions. Results are in seconds.
 */
public final class BucketMiddle {
  /** Receives the counts, each with the duration that represents them. */
  public interface Handler {
    /**
     * Counts a number of durations as one and the same duration.
     *
     * @param seconds the duration, or 0 if it is too short to measure
     * @param index of its exponential bucket at the highest scale, if the duration is above 0
     * @param times how many there are, at least 1
     */
    void at(double seconds, int index, long times);
  }

  /** Shorter durations count as 0: the shortest duration here is a nanosecond. */
  private static final double MIN_SECONDS = 0.5e-9;

  /** The longest duration here: Long.MAX_VALUE nanoseconds, about 292 years. */
  private static final double MAX_SECONDS = 9.2e9;

  /** A larger sum, of more than thirty million years, must be an overflow. */
  private static final double MAX_SUM_SECONDS = 1e15;

  private BucketMiddle() {}

  /**
   * Passes all counts of a distribution to the handler.
   *
   * @return the sum of its durations in seconds, at least 0: its own sum if it has one that is
   *     possible, else the sum of the representative durations
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
    return Math.min(sum <= MAX_SUM_SECONDS ? sum : middles, MAX_SUM_SECONDS);
  }

  /** The representative duration of a bucket, or 0 if its durations are too short to measure. */
  private static double of(Distribution durations, int bucket) {
    double units =
        durations.isExponential() ? exponential(durations, bucket) : explicit(durations, bucket);
    double seconds = units / durations.unitsPerSecond();
    // Must be above the inclusive bound, even after the division has rounded.
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

  /** The mean of all durations, for a distribution without buckets; 0 if there is no sum. */
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
   * The index of the exponential bucket, at the highest scale, that a bucket's counts go into.
   * Exact if they come in buckets of that scale or finer, in seconds.
   *
   * @param seconds the bucket's representative duration, above 0
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
