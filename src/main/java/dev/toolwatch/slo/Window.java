package dev.toolwatch.slo;

import dev.toolwatch.store.Range;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The time that an objective has to be met over. */
public sealed interface Window {
  /** What a month has in the SRE Workbook: burn rates are told for it. */
  int MONTH_DAYS = 30;

  /** The window at a time; it ends with the minute that the time is in. */
  Range at(Instant now);

  /** As long as it is, or about so for a calendar's. */
  Duration length();

  /** As settings have it. */
  String label();

  /** How long a window that has begun goes on; a rolling one never ends. */
  Duration left(Instant now);

  /**
   * The last days.
   *
   * @param days at least 1
   */
  record Rolling(int days) implements Window {
    @Override
    public Range at(Instant now) {
      Instant end = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
      return new Range(end.minus(length()), end);
    }

    @Override
    public Duration length() {
      return Duration.ofDays(days);
    }

    @Override
    public String label() {
      return days + "d";
    }

    @Override
    public Duration left(Instant now) {
      return length();
    }
  }

  /**
   * The current week, month or quarter.
   *
   * @param zone whose calendar
   */
  record Calendar(CalendarUnit unit, ZoneId zone) implements Window {
    @Override
    public Range at(Instant now) {
      Instant end = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
      return new Range(start(now).atStartOfDay(zone).toInstant(), end);
    }

    private LocalDate start(Instant now) {
      return unit.start(LocalDate.ofInstant(now, zone));
    }

    @Override
    public Duration length() {
      return Duration.ofDays(unit.days());
    }

    @Override
    public String label() {
      return unit.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Duration left(Instant now) {
      return Duration.between(now, unit.next(start(now)).atStartOfDay(zone).toInstant());
    }
  }
}
