package dev.toolwatch.signal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Limits log lines about what others can repeat at will to one a minute for each kind of event.
 * Thread-safe.
 */
public final class LinePace {
  private static final long BETWEEN_MILLIS = Duration.ofMinutes(1).toMillis();

  private final AtomicLongArray unsaid;
  private final AtomicLongArray quietUntilMillis;
  private final ForwardTime time;

  /**
   * @param kinds how many kinds there are
   */
  public LinePace(int kinds, InstantSource clock) {
    unsaid = new AtomicLongArray(kinds);
    quietUntilMillis = new AtomicLongArray(kinds);
    for (int kind = 0; kind < kinds; kind++) {
      quietUntilMillis.set(kind, Long.MIN_VALUE);
    }
    time = new ForwardTime(clock);
  }

  /**
   * Takes note of an event.
   *
   * @param kind from 0
   * @return how many events a line has to tell of that is due now, this one included; 0 if none is
   */
  public long happened(int kind) {
    unsaid.incrementAndGet(kind);
    long now = time.millis();
    long quietUntil = quietUntilMillis.get(kind);
    boolean due =
        now >= quietUntil && quietUntilMillis.compareAndSet(kind, quietUntil, now + BETWEEN_MILLIS);
    return due ? unsaid.getAndSet(kind, 0) : 0;
  }
}
