package dev.toolwatch.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats figures for the page of a report. */
final class ReportText {
  static final String NONE = "\u2013";

  static final char MINUS = '\u2212';

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int MAX_PLACES = 4;
  private static final String BREAKS = "_-./:";
  private static final int MAX_PART = 24;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);

  private ReportText() {}

  /**
   * With as many decimal places as so many events tell apart, and one more, at most four: 82.9 % of
   * 35 events, 99.8612 % of a million. Says 100 % and 0 % only if that is exact.
   *
   * @param part of the events or minutes
   * @param of all of them; without any, nothing is known
   */
  static String percent(long part, long of) {
    if (of == 0) {
      return NONE;
    }
    if (part == 0 || part == of) {
      return (part == 0 ? 0 : 100) + " %";
    }
    int places = places(of);
    BigDecimal hundredfold = BigDecimal.valueOf(part).movePointRight(2);
    BigDecimal whole = BigDecimal.valueOf(of);
    BigDecimal rounded = hundredfold.divide(whole, places, RoundingMode.HALF_EVEN);
    if (rounded.compareTo(HUNDRED) == 0) {
      rounded = hundredfold.divide(whole, places, RoundingMode.DOWN);
    } else if (rounded.signum() == 0) {
      rounded = hundredfold.divide(whole, places, RoundingMode.UP);
    }
    return rounded.toPlainString() + " %";
  }

  private static int places(long of) {
    int digits = Long.toString(Math.max(1, of - 1)).length();
    return Math.max(1, Math.min(MAX_PLACES, digits - 1));
  }

  /** With one decimal place. */
  static String roughly(Double ratio) {
    return ratio == null
        ? NONE
        : String.format(Locale.ROOT, "%.1f %%", ratio * 100).replace('-', MINUS);
  }

  /**
   * The part of the budget that is left, or how many times it was spent: 12.5 %, overspent 171\u00d7.
   * Unknown without events.
   */
  static String budget(SlaObjectiveRow objective) {
    if (objective.events() == 0) {
      return NONE;
    }
    return objective.budgetLeft() < 0
        ? "overspent " + times(1 - objective.budgetLeft())
        : roughly(objective.budgetLeft());
  }

  /** With three digits, and no decimal places from a hundred on. */
  static String times(double factor) {
    int places = factor < 10 ? 2 : factor < 100 ? 1 : 0;
    return String.format(Locale.ENGLISH, "%,." + places + "f\u00d7", factor);
  }

  /**
   * The parts of a name between which a line may break: after punctuation, but not within a time or a
   * number, and after every 24 characters, since a name may have 128.
   */
  static List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    int begin = 0;
    for (int i = 1; i < name.length(); i++) {
      boolean inNumber =
          i > 1 && Character.isDigit(name.charAt(i - 2)) && Character.isDigit(name.charAt(i));
      boolean punctuation = BREAKS.indexOf(name.charAt(i - 1)) >= 0 && !inNumber;
      boolean together = Character.isLowSurrogate(name.charAt(i));
      if (!together && (punctuation || i - begin >= MAX_PART)) {
        parts.add(name.substring(begin, i));
        begin = i;
      }
    }
    parts.add(name.substring(begin));
    return parts;
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

  /** The first and the last day of a month, with the time zone. */
  static String days(YearMonth month, ZoneId zone) {
    return DAY.format(month.atDay(1))
        + " to "
        + DAY.format(month.atEndOfMonth())
        + ", in the time zone "
        + zone.getId();
  }

  /**
   * The change of a ratio since the previous month, in percentage points.
   *
   * @param of the events or minutes that the ratios are of; of two months the lower number
   */
  static String points(Double now, Double before, long of) {
    if (now == null || before == null) {
      return "nothing to compare with";
    }
    return String.format(
            Locale.ROOT, "%+." + places(of) + "f points on the month before", (now - before) * 100)
        .replace('-', MINUS);
  }
}
