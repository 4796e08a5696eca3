package dev.toolwatch.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * The rate over the day (UTC): low at night, with two peaks in office hours. Its mean over a day is
 * 1.
 *
 * @param start when the fleet started; from then on a day passes {@code speedUp} times faster
 */
record DayCurve(Instant start, double speedUp) {
  private static final double NANOS_PER_DAY = Duration.ofDays(1).toNanos();

  /** The rate at each full hour, with straight lines in between, so their mean is that of a day. */
  private static final double[] HOURS = {
    0.25, 0.20, 0.18, 0.18, 0.20, 0.30, 0.50, 0.90, 1.50, 2.00, 2.20, 2.10, //
    1.60, 1.80, 2.20, 2.10, 1.80, 1.30, 0.90, 0.70, 0.60, 0.50, 0.40, 0.30
  };

  private static final double MEAN = mean();

  DayCurve {
    Checks.positive(speedUp, "speedUp");
  }

  /** The rate at a time, relative to the mean rate. */
  double factor(Instant now) {
    double began = start.atOffset(ZoneOffset.UTC).toLocalTime().toNanoOfDay();
    double passed = Duration.between(start, now).toNanos() * speedUp;
    double hour = (began + passed) % NANOS_PER_DAY / NANOS_PER_DAY * HOURS.length;
    int before = (int) hour;
    double fraction = hour - before;
    double from = HOURS[before % HOURS.length];
    double to = HOURS[(before + 1) % HOURS.length];
    return (from + (to - from) * fraction) / MEAN;
  }

  private static double mean() {
    double sum = 0;
    for (double hour : HOURS) {
      sum += hour;
    }
    return sum / HOURS.length;
  }
}
