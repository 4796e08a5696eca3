package dev.toolwatch.api;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Tier;
import java.time.Duration;
import java.time.Instant;

/**
 * How finely the past is kept: a period that is asked for is widened to what there are roll-ups of.
 *
 * @param minutes how long roll-ups of minutes are kept
 * @param hours how long those of hours are
 * @param days how long those of days are
 */
record Kept(Duration minutes, Duration hours, Duration days) {
  /** The shortest roll-ups that are certain to be there for a time. */
  Tier finestAt(Instant time, Instant now) {
    if (!time.isBefore(now.minus(minutes))) {
      return Tier.MINUTE;
    }
    return time.isBefore(now.minus(hours)) ? Tier.DAY : Tier.HOUR;
  }

  /** The start of the first day that is kept whole. */
  Instant oldest(Instant now, Calendar calendar) {
    return ceiling(now.minus(days), Tier.DAY, calendar);
  }

  /** The period with its ends on roll-ups: begun earlier and ended later where it has to be. */
  Period widened(Period period, Instant now, Calendar calendar) {
    return new Period(
        calendar.start(finestAt(period.from(), now), period.from()),
        ceiling(period.to(), finestAt(period.to(), now), calendar));
  }

  /** The end of the bucket that a time is in, or the time itself where one begins there. */
  private static Instant ceiling(Instant time, Tier tier, Calendar calendar) {
    return calendar.start(tier, time).equals(time) ? time : calendar.end(tier, time);
  }
}
