package dev.toolwatch.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * The rate over the day (UTC): low at night, with two peaks in office hours. Its mean over a working
 * day is 1. At weekends it is lower, unless days are sped up: then all are working days.
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
  private static final double SATURDAY = 0.5;
  private static final double SUNDAY = 0.45;

  DayCurve {
    Checks.positive(speedUp, "speedUp");
  }

  /** The rate at a time, also before the start, relative to the mean rate. */
  double factor(Instant now) {
    double began = start.atOffset(ZoneOffset.UTC).toLocalTime().toNanoOfDay();
    double days = (began + Duration.between(start, now).toNanos() * speedUp) / NANOS_PER_DAY;
    double hour = (days - Math.floor(days)) * HOURS.length;
    return ofHour(hour) * (speedUp == 1 ? ofWeekday(now) : 1);
  }

  private static double ofWeekday(Instant now) {
    return switch (now.atOffset(ZoneOffset.UTC).getDayOfWeek()) {
      case SATURDAY -> SATURDAY;
      case SUNDAY -> SUNDAY;
      case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> 1;
    };
  }

  private static double ofHour(double hour) {
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
