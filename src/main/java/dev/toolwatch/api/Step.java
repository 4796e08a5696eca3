package dev.toolwatch.api;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The distance between the points of a series. Steps are counted from midnight, so that the points
 * of two queries coincide. Weeks begin on Monday.
 *
 * @param amount of the unit; 1 for days and weeks
 * @param unit minutes, hours, days or weeks
 */
record Step(int amount, ChronoUnit unit) {
  static final String FORM =
      "minutes that divide an hour (1m, 5m, 15m), hours that divide a day (1h, 6h), 1d or 1w";

  /** The same limit as in Prometheus. */
  static final int MAX_POINTS = 11_000;

  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})([mhdw])");
  private static final Duration FEW_HOURS = Duration.ofHours(6);
  private static final Duration FEW_DAYS = Duration.ofDays(8);

  private static final List<Step> CHARTS =
      List.of(
          new Step(5, ChronoUnit.MINUTES),
          new Step(15, ChronoUnit.MINUTES),
          new Step(1, ChronoUnit.HOURS),
          new Step(6, ChronoUnit.HOURS),
          new Step(1, ChronoUnit.DAYS),
          new Step(1, ChronoUnit.WEEKS));

  static Step of(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("is not a step: " + FORM);
    }
    int amount = Integer.parseInt(parts.group(1));
    Step step =
        switch (parts.group(2)) {
          case "m" -> new Step(amount, ChronoUnit.MINUTES);
          case "h" -> new Step(amount, ChronoUnit.HOURS);
          case "d" -> new Step(amount, ChronoUnit.DAYS);
          default -> new Step(amount, ChronoUnit.WEEKS);
        };
    if (!step.fits()) {
      throw new IllegalArgumentException("is not a step: " + FORM);
    }
    return step;
  }

  private boolean fits() {
    return switch (unit) {
      case MINUTES -> amount > 0 && amount < 60 && 60 % amount == 0;
      case HOURS -> amount > 0 && amount < 24 && 24 % amount == 0;
      default -> amount == 1;
    };
  }

  /** The default: a chart of a few hundred points, if there are roll-ups that short. */
  static Step fitting(Period period, Tier finest) {
    ChronoUnit unit = ChronoUnit.DAYS;
    if (period.length().compareTo(FEW_HOURS) <= 0 && finest == Tier.MINUTE) {
      unit = ChronoUnit.MINUTES;
    } else if (period.length().compareTo(FEW_DAYS) <= 0 && finest != Tier.DAY) {
      unit = ChronoUnit.HOURS;
    }
    return new Step(1, unit);
  }

  /** The next longer step of a chart; empty after a week. */
  Optional<Step> longer() {
    return CHARTS.stream().filter(step -> step.length().compareTo(length()) > 0).findFirst();
  }

  private Duration length() {
    return unit.getDuration().multipliedBy(amount);
  }

  /** An upper bound of the points of a period, apart from changes of the clock. */
  long points(Period period) {
    return period.length().dividedBy(length()) + 2;
  }

  /** The ranges of the points, in order. The first begins at or before the start of the period. */
  List<Range> slices(Period period, Calendar calendar) {
    List<Range> slices = new ArrayList<>();
    Instant from = start(period.from(), calendar);
    while (from.isBefore(period.to())) {
      Instant to = end(from, calendar);
      slices.add(new Range(from, to));
      from = to;
    }
    return slices;
  }

  private Instant start(Instant time, Calendar calendar) {
    return switch (unit) {
      case DAYS -> calendar.start(Tier.DAY, time);
      case WEEKS -> calendar.start(Tier.WEEK, time);
      default -> {
        Instant midnight = calendar.start(Tier.DAY, time);
        Duration step = length();
        yield midnight.plus(step.multipliedBy(Duration.between(midnight, time).dividedBy(step)));
      }
    };
  }

  private Instant end(Instant start, Calendar calendar) {
    return switch (unit) {
      case DAYS -> calendar.end(Tier.DAY, start);
      case WEEKS -> calendar.end(Tier.WEEK, start);
      default -> {
        Instant next = start.plus(amount, unit);
        Instant midnight = calendar.end(Tier.DAY, start);
        yield next.isBefore(midnight) ? next : midnight;
      }
    };
  }

  /** Whether roll-ups of this tier are fine enough for the points. */
  boolean isMadeOf(Tier tier) {
    return switch (tier) {
      case MINUTE -> true;
      case HOUR -> unit != ChronoUnit.MINUTES;
      case DAY, WEEK -> unit == ChronoUnit.DAYS || unit == ChronoUnit.WEEKS;
    };
  }

  @Override
  public String toString() {
    return switch (unit) {
      case MINUTES -> amount + "m";
      case HOURS -> amount + "h";
      case DAYS -> amount + "d";
      default -> amount + "w";
    };
  }
}
