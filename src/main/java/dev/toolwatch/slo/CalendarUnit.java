package dev.toolwatch.slo;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;

/** A unit of the calendar. */
enum CalendarUnit {
  WEEK(7),
  MONTH(Window.MONTH_DAYS),
  QUARTER(91);

  private final int days;

  CalendarUnit(int days) {
    this.days = days;
  }

  /** About as long as it is. */
  int days() {
    return days;
  }

  /** The first day of the unit that a day is in. */
  LocalDate start(LocalDate day) {
    return switch (this) {
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
      case QUARTER -> day.with(IsoFields.DAY_OF_QUARTER, 1);
    };
  }

  /** The first day of the next one. */
  LocalDate next(LocalDate start) {
    return switch (this) {
      case WEEK -> start.plusWeeks(1);
      case MONTH -> start.plusMonths(1);
      case QUARTER -> start.plusMonths(3);
    };
  }
}
