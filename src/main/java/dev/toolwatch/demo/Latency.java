package dev.toolwatch.demo;

import java.util.random.RandomGenerator;

/**
 * A log-normal distribution of durations.
 *
 * @param medianMillis the median, in milliseconds
 * @param spread the standard deviation of the logarithm; p95 is median × e^(1.645 × spread)
 */
record Latency(double medianMillis, double spread) {
  private static final double NANOS_PER_MILLI = 1_000_000;

  Latency {
    Checks.positive(medianMillis, "medianMillis");
    Checks.positive(spread, "spread");
  }

  /** Draws a duration in nanoseconds, at least one microsecond. */
  long draw(RandomGenerator random) {
    double millis = medianMillis * Math.exp(spread * random.nextGaussian());
    return Math.max(1_000, Math.round(millis * NANOS_PER_MILLI));
  }
}
