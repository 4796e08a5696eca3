package dev.toolwatch.slo;

import dev.toolwatch.store.Range;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;

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

  /** A unit of the calendar. */
  enum Unit {
    WEEK(7),
    MONTH(MONTH_DAYS),
    QUARTER(91);

    private final int days;

    Unit(int days) {
      this.days = days;
    }

    private LocalDate start(LocalDate day) {
      return switch (this) {
        case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        case MONTH -> day.withDayOfMonth(1);
        case QUARTER -> day.with(IsoFields.DAY_OF_QUARTER, 1);
      };
    }

    private LocalDate next(LocalDate start) {
      return switch (this) {
        case WEEK -> start.plusWeeks(1);
        case MONTH -> start.plusMonths(1);
        case QUARTER -> start.plusMonths(3);
      };
    }
  }

  /**
   * The current week, month or quarter.
   *
   * @param zone whose calendar
   */
  record Calendar(Unit unit, ZoneId zone) implements Window {
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
      return Duration.ofDays(unit.days);
    }

    @Override
    public String label() {
      return unit.name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public Duration left(Instant now) {
      return Duration.between(now, unit.next(start(now)).atStartOfDay(zone).toInstant());
    }
  }
}
