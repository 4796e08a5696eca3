package dev.toolwatch.signal;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock for waits and intervals, which never steps back. No reading of it may be stored or compared
 * with that of another clock. Thread-safe.
 */
public final class ForwardTime implements InstantSource {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final InstantSource clock;
  private final ForwardMillis forward = new ForwardMillis();
  private final long startMillis;
  private final long startNanos;

  /**
   * @param clock if it has monotonic time, that is used; otherwise, steps back are left out
   */
  public ForwardTime(InstantSource clock) {
    this.clock = clock;
    startMillis = clock.millis();
    startNanos = clock instanceof SteadyClock steady ? steady.nanos() : 0;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public synchronized long millis() {
    return clock instanceof SteadyClock steady
        ? startMillis + (steady.nanos() - startNanos) / NANOS_PER_MILLI
        : forward.at(clock.millis());
  }
}
