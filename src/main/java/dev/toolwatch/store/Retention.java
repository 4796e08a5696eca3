package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * How long rows are kept.
 *
 * @param minutes those of minutes, and sessions one by one
 * @param hours those of hours
 * @param days those of days and weeks
 */
public record Retention(Duration minutes, Duration hours, Duration days) {
  private static final String SETTING = "toolwatch.store.retention.";

  /** A day may come late, and one more to make hours of it. */
  private static final Duration SHORTEST = Duration.ofDays(2);

  public Retention {
    Objects.requireNonNull(minutes, "minutes");
    if (minutes.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(SETTING + "minutes must be at least 2d: " + minutes);
    }
    if (hours.compareTo(minutes) < 0) {
      throw new IllegalArgumentException(
          SETTING + "hours must be at least that of minutes: " + hours);
    }
    if (days.compareTo(hours) < 0) {
      throw new IllegalArgumentException(SETTING + "days must be at least that of hours: " + days);
    }
  }

  /** The first minute, since the Unix epoch, of what is kept for as long as minutes are. */
  public long firstOfMinutes(Instant now) {
    return Minutes.of(now) - minutes.toMinutes();
  }

  /** The first minute of what is kept for as long as days are: the start of an hour. */
  public long firstOfDays(Instant now) {
    return Minutes.hour(Minutes.of(now) - days.toMinutes());
  }

  /** The shortest roll-ups that are certain to be there for a time. */
  public Tier finestAt(Instant time, Instant now) {
    if (!time.isBefore(now.minus(minutes))) {
      return Tier.MINUTE;
    }
    return time.isBefore(now.minus(hours)) ? Tier.DAY : Tier.HOUR;
  }

  /** The start of the first day that is kept whole. */
  public Instant oldest(Instant now, Calendar calendar) {
    return calendar.ceiling(Tier.DAY, now.minus(days));
  }

  Duration of(Tier tier) {
    return switch (tier) {
      case MINUTE -> minutes;
      case HOUR -> hours;
      case DAY, WEEK -> days;
    };
  }
}
