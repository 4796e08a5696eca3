package dev.toolwatch.report;

import dev.toolwatch.signal.SteadyClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Until when a target has asked not to be sent anything. Thread-safe. */
final class RateLimitPause {
  /** A target that asks for more is asked again after this time. */
  static final Duration LONGEST = Duration.ofDays(1);

  private final SteadyClock clock;
  private final long startNanos;
  private final AtomicLong untilMillis = new AtomicLong();

  RateLimitPause(SteadyClock clock) {
    this.clock = clock;
    startNanos = clock.nanos();
  }

  /** The target asks for silence from now on. The longest of all such times counts. */
  void ask(long millis) {
    long most = Math.min(Math.max(0, millis), LONGEST.toMillis());
    untilMillis.accumulateAndGet(passedMillis() + most, Math::max);
  }

  /** How long the silence still is, in milliseconds; 0 if it is over. */
  long leftMillis() {
    return Math.max(0, untilMillis.get() - passedMillis());
  }

  private long passedMillis() {
    return (clock.nanos() - startNanos) / 1_000_000;
  }
}
