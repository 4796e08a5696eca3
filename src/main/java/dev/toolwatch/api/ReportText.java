package dev.toolwatch.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats figures for the page of a report. */
final class ReportText {
  static final String NONE = "\u2013";

  static final char MINUS = '\u2212';

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);

  private ReportText() {}

  /** With four decimal places: 99.8612 %. */
  static String percent(Double ratio) {
    return ratio == null ? NONE : String.format(Locale.ROOT, "%.4f %%", ratio * 100);
  }

  /** With one decimal place. */
  static String roughly(Double ratio) {
    return ratio == null
        ? NONE
        : String.format(Locale.ROOT, "%.1f %%", ratio * 100).replace('-', MINUS);
  }

  /** The part of the budget that is left; unknown without events. */
  static String budget(SlaObjectiveRow objective) {
    return objective.events() == 0 ? NONE : roughly(objective.budgetLeft());
  }

  /** The target of an objective, with the digits that were set: 99.9 %. */
  static String target(double ratio) {
    return BigDecimal.valueOf(ratio).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }

  static String number(long value) {
    return String.format(Locale.ENGLISH, "%,d", value);
  }

  static String seconds(Double seconds) {
    if (seconds == null) {
      return NONE;
    }
    return seconds < 1
        ? String.format(Locale.ROOT, "%.3g ms", seconds * 1000)
        : String.format(Locale.ROOT, "%.3g s", seconds);
  }

  /** For example 1 d 2 h, 3 h 12 min, 4 min or 30 s. */
  static String duration(Long seconds) {
    if (seconds == null) {
      return NONE;
    }
    Duration time = Duration.ofSeconds(seconds);
    if (time.toDays() > 0) {
      return time.toDays() + " d " + time.toHoursPart() + " h";
    }
    if (time.toHours() > 0) {
      return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
    return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }

  static String minutes(int minutes) {
    return minutes == 0 ? "0 min" : duration(minutes * 60L);
  }

  static String time(Instant time, ZoneId zone) {
    return TIME.format(time.atZone(zone));
  }

  static String month(YearMonth month) {
    return MONTH.format(month);
  }

  /** The change of a ratio since the previous month, in percentage points. */
  static String points(Double now, Double before) {
    if (now == null || before == null) {
      return "nothing to compare with";
    }
    return String.format(Locale.ROOT, "%+.4f points on the month before", (now - before) * 100)
        .replace('-', MINUS);
  }
}
