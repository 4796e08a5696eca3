package dev.toolwatch.api;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * The period that an answer is about.
 *
 * @param from inclusive
 * @param to exclusive, after {@code from}
 */
record Period(Instant from, Instant to) {
  Period {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(from + " is not before " + to);
    }
  }

  Duration length() {
    return Duration.between(from, to);
  }

  Range range() {
    return new Range(from, to);
  }

  /**
   * The period widened to whole roll-ups that are kept.
   */
  Period widened(Retention retention, Instant now, Calendar calendar) {
    return new Period(
        calendar.start(retention.finestAt(from, now), from),
        calendar.ceiling(retention.finestAt(to, now), to));
  }

  /** The period widened to whole hours of Unix time. */
  Period hours() {
    long end = Minutes.of(to.plus(Duration.ofHours(1)).minusMillis(1));
    return new Period(
        Minutes.start(Minutes.hour(Minutes.of(from))), Minutes.start(Minutes.hour(end)));
  }

  /**
   * The previous period of the same length. For whole days, it has the same number of calendar
   * days.
   */
  Period before(Calendar calendar) {
    ZoneId zone = calendar.zone();
    if (isStartOfDay(from, calendar) && isStartOfDay(to, calendar)) {
      LocalDate first = LocalDate.ofInstant(from, zone);
      long days = ChronoUnit.DAYS.between(first, LocalDate.ofInstant(to, zone));
      return new Period(first.minusDays(days).atStartOfDay(zone).toInstant(), from);
    }
    return new Period(from.minus(length()), from);
  }

  private static boolean isStartOfDay(Instant time, Calendar calendar) {
    return calendar.start(Tier.DAY, time).equals(time);
  }

  LocalDate firstDay(ZoneId zone) {
    return LocalDate.ofInstant(from, zone);
  }

  /** The day of the last moment. */
  LocalDate lastDay(ZoneId zone) {
    return LocalDate.ofInstant(to.minusMillis(1), zone);
  }
}
