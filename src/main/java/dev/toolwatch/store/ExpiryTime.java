package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * The time by which rows expire. What has expired is gone for good, so this time believes no clock at
 * once: it begins at the last moment at which a process was there, as the store has it, and from then
 * on moves {@link #CATCH_UP} times as fast as monotonic time, until it has caught up with the clock.
 * After a stop of a day, that takes four hours; a clock that is a year ahead drops a day more than it
 * should in four hours. Thread-safe.
 */
final class ExpiryTime {
  static final int CATCH_UP = 6;

  /** {@link Incarnation#stay} is written once a day. */
  private static final Duration LONG_STOP = Duration.ofDays(2);

  private static final Duration TOLERANCE = Duration.ofMinutes(2);
  private static final Logger LOG = Logger.getLogger(ExpiryTime.class);

  private final SteadyClock clock;

  /** A time that can be relied on; null before the store was opened. */
  private Instant base;

  private long baseNanos;

  ExpiryTime(SteadyClock clock) {
    this.clock = clock;
    baseNanos = clock.nanos();
  }

  /**
   * The store is open.
   *
   * @param lastMinute in which a process was there, as far as the store knows
   */
  synchronized void opened(OptionalLong lastMinute) {
    if (base == null) {
      // Without a process before, there is nothing to lose.
      Instant last =
          lastMinute.isPresent() ? Minutes.start(lastMinute.getAsLong()) : clock.instant();
      warn(last);
      base = last.isBefore(SteadyClock.EARLIEST) ? SteadyClock.EARLIEST : last;
    }
  }

  private void warn(Instant last) {
    Duration since = Duration.between(last, clock.instant());
    if (since.compareTo(LONG_STOP) > 0) {
      LOG.warnf(
          "The clock says %s, but the store was last used at %s, %d days before. If the clock is"
              + " right, nothing is wrong: what is older than toolwatch.store.retention expires"
              + " over the next %d hours.",
          clock.instant(), last, since.toDays(), since.toHours() / CATCH_UP + 1);
    } else if (since.compareTo(TOLERANCE.negated()) < 0) {
      LOG.errorf(
          "The clock says %s, but the store has been used until %s already. Nothing expires until"
              + " the clock is later than that.",
          clock.instant(), last);
    }
  }

  /** The time, which is never after that of the clock. */
  synchronized Instant now() {
    Instant now = clock.instant();
    if (base == null) {
      return now;
    }
    long nanos = clock.nanos();
    Instant limit = base.plus(Duration.ofNanos(nanos - baseNanos).multipliedBy(CATCH_UP));
    if (limit.isBefore(now)) {
      return limit;
    }
    if (!now.isBefore(base)) {
      // It has caught up and begins anew, so that monotonic time gives no more than it has to.
      base = now;
      baseNanos = nanos;
    }
    return now;
  }

  /**
   * The time at which an incarnation is there: a clock that is behind must not make it look as if it had
   * been gone for long.
   */
  synchronized Instant presence() {
    Instant now = now();
    return base == null || base.isBefore(now) ? now : base;
  }

  /** By how much it is behind the clock. */
  Duration lag() {
    Duration lag = Duration.between(now(), clock.instant());
    return lag.isNegative() ? Duration.ZERO : lag;
  }
}
