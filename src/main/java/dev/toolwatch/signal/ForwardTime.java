package dev.toolwatch.signal;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock for waits and intervals: where the clock behind it steps back, it goes on from where it was.
 * It is a time of its own, so no reading of it may be compared with that of another clock or stored.
 * Thread-safe.
 */
public final class ForwardTime implements InstantSource {
  private final InstantSource clock;
  private long lastMillis = Long.MIN_VALUE;

  /** All steps back so far. */
  private long lostMillis;

  public ForwardTime(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public synchronized long millis() {
    // Read under the lock: otherwise, two threads that overtake each other look like a step back.
    return after(clock.millis());
  }

  /** The same for a reading that the caller has made. Readings have to come from one thread. */
  public synchronized long after(long epochMillis) {
    if (epochMillis < lastMillis) {
      lostMillis += lastMillis - epochMillis;
    }
    lastMillis = epochMillis;
    return epochMillis + lostMillis;
  }
}
