package dev.toolwatch.past;

import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.ExponentialCounts;

/**
 * Values of a log-normal distribution, many at a time, straight into buckets. Immutable.
 *
 * <p>They are drawn systematically: n values at equal distances of probability. So they follow the
 * distribution more closely than if each were drawn alone.
 */
final class LogNormal {
  private static final double BUCKETS = 1 << ExponentialCounts.MAX_SCALE;

  /** Standard deviations on either side, beyond which nothing lies. */
  private static final double RANGE = 3.5;

  /** The probability up to the end of each bucket; the middle one begins at the median. */
  private final double[] upTo;

  private final int before;

  /**
   * @param spread the standard deviation of the logarithm, above 0
   */
  LogNormal(double spread) {
    double perBucket = Math.log(2) / BUCKETS / spread;
    before = (int) Math.ceil(RANGE / perBucket);
    upTo = new double[2 * before];
    for (int i = 0; i < upTo.length; i++) {
      upTo[i] = normal((i + 1 - before) * perBucket);
    }
    upTo[upTo.length - 1] = 1;
  }

  /** The standard normal distribution; the error is below 1e-7 (Abramowitz and Stegun, 26.2.17). */
  private static double normal(double x) {
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double polynomial =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * polynomial;
    return x > 0 ? 1 - tail : tail;
  }

  /**
   * Counts values.
   *
   * @param times how many
   * @param shift from 0 to 1: where the first lies
   * @return their sum
   */
  double record(double median, long times, double shift, ExponentialBuckets into) {
    int first = (int) Math.round(Math.log(median) / Math.log(2) * BUCKETS) - before;
    double sum = 0;
    long counted = 0;
    for (int i = 0; i < upTo.length && counted < times; i++) {
      long until = Math.min(times, (long) (upTo[i] * times + shift));
      if (i == upTo.length - 1) {
        until = times;
      }
      if (until > counted) {
        into.recordAt(first + i, until - counted);
        sum += (until - counted) * Math.pow(2, (first + i + 0.5) / BUCKETS);
        counted = until;
      }
    }
    return sum;
  }
}
