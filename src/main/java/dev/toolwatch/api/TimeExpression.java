package dev.toolwatch.api;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Tier;
import java.time.DateTimeException;
import java.time.Instant;
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
      "a time of RFC 3339 such as 2026-10-01T00:00:00Z, or now, now-90m, now-7d, now-1w/d";

  private static final Pattern RELATIVE =
      Pattern.compile("now(?:([+-])(\\d{1,6})([smhdw]))?(?:/([mhdw]))?");

  /**
   * A time with a colon, then an offset whose plus sign the query string has turned into a space.
   */
  private static final Pattern LOST_PLUS = Pattern.compile(".*:.* \\d\\d:\\d\\d");

  /** Whether the meaning depends on the current time. */
  static boolean isRelative(String text) {
    return text.startsWith("now");
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
    Matcher relative = RELATIVE.matcher(text);
    if (relative.matches()) {
      return relative(relative, end);
    }
    if (LOST_PLUS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "has a space in place of the + of its offset; percent-encode the + in a query");
    }
    try {
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
      Tier unit = tier(parts.group(4));
      time = end ? calendar.end(unit, time) : calendar.start(unit, time);
    }
    return time;
  }

  private static ChronoUnit unit(String letter) {
    return switch (letter) {
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      case "d" -> ChronoUnit.DAYS;
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
