package dev.toolwatch.api;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Tier;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in time as users of Prometheus and Grafana write it: RFC 3339, or {@code now}, {@code
 * now-90m}, {@code now-7d/d}.
 *
 * @param now what {@code now} means
 * @param calendar whose days and weeks a time is rounded to
 */
record TimeExpression(Instant now, Calendar calendar) {
  static final String FORM =
      "a time of RFC 3339 such as 2026-10-01T00:00:00Z, or a day such as 2026-10-01, or now,"
          + " now-90m, now-7d, now-1w/d";

  private static final Pattern RELATIVE =
      Pattern.compile("now(?:([+-])(\\d{1,6})([smhdwMy]))?(?:/([mhdwMy]))?");

  /** So long ago: short for now-2y. */
  private static final Pattern AGO = Pattern.compile("\\d{1,6}[smhdwMy]");

  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

  /**
   * A time with a colon, then an offset whose plus sign the query string has turned into a space.
   */
  private static final Pattern LOST_PLUS = Pattern.compile(".*:.* \\d\\d:\\d\\d");

  /** Whether the meaning depends on the current time. */
  static boolean isRelative(String text) {
    return text.startsWith("now") || AGO.matcher(text).matches();
  }

  /** The start of a range. A rounded time is the start of its unit. */
  Instant from(String text) {
    return at(text, false);
  }

  /** The end of a range, exclusive. A rounded time is the end of its unit, as in Grafana. */
  Instant to(String text) {
    return at(text, true);
  }

  private Instant at(String text, boolean end) {
    Matcher relative = RELATIVE.matcher(AGO.matcher(text).matches() ? "now-" + text : text);
    if (relative.matches()) {
      return relative(relative, end);
    }
    if (LOST_PLUS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "has a space in place of the + of its offset; percent-encode the + in a query");
    }
    try {
      if (DAY.matcher(text).matches()) {
        return start(LocalDate.parse(text));
      }
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not " + FORM, e);
    }
  }

  private Instant relative(Matcher parts, boolean end) {
    Instant time = now;
    if (parts.group(1) != null) {
      long amount = Long.parseLong(parts.group(1) + parts.group(2));
      time = now.atZone(calendar.zone()).plus(amount, unit(parts.group(3))).toInstant();
    }
    if (parts.group(4) != null) {
      time = rounded(parts.group(4), time, end);
    }
    return time;
  }

  private Instant rounded(String unit, Instant time, boolean end) {
    LocalDate day = LocalDate.ofInstant(time, calendar.zone());
    return switch (unit) {
      case "M" -> start(day.withDayOfMonth(1).plusMonths(end ? 1 : 0));
      case "y" -> start(day.withDayOfYear(1).plusYears(end ? 1 : 0));
      default -> end ? calendar.end(tier(unit), time) : calendar.start(tier(unit), time);
    };
  }

  private Instant start(LocalDate day) {
    return day.atStartOfDay(calendar.zone()).toInstant();
  }

  private static ChronoUnit unit(String letter) {
    return switch (letter) {
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      case "d" -> ChronoUnit.DAYS;
      case "M" -> ChronoUnit.MONTHS;
      case "y" -> ChronoUnit.YEARS;
      default -> ChronoUnit.WEEKS;
    };
  }

  private static Tier tier(String letter) {
    return switch (letter) {
      case "m" -> Tier.MINUTE;
      case "h" -> Tier.HOUR;
      case "d" -> Tier.DAY;
      default -> Tier.WEEK;
    };
  }
}
