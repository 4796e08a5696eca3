package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * The time by which rows expire. What has expired is gone for good, so this time believes no clock at
 * once: it begins at the last moment at which a process was there, as the store has it, and from then
 * on moves {@link #CATCH_UP} times as fast as monotonic time, until it has caught up with the clock.
 * After a stop of a day, that takes four hours; a clock that is a year ahead drops a day more than it
 * should in four hours. Thread-safe.
 */
final class ExpiryTime {
  static final int CATCH_UP = 6;

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
      Instant last = lastMinute.isPresent() ? Minutes.start(lastMinute.getAsLong()) : clock.instant();
      base = last.isBefore(SteadyClock.EARLIEST) ? SteadyClock.EARLIEST : last;
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

  /** By how much it is behind the clock. */
  Duration lag() {
    Duration lag = Duration.between(now(), clock.instant());
    return lag.isNegative() ? Duration.ZERO : lag;
  }
}
