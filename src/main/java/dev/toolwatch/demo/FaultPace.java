package dev.toolwatch.demo;

import java.time.Duration;
import java.time.Instant;

/**
 * Says which calls fail that would have gone well: the first one of a period, and later ones in it only
 * after a time and a number of calls, so that a slow fleet does not fail more often than a fast one. Not
 * thread-safe.
 */
final class FaultPace {
  private final Duration time;
  private final int calls;
  private long period = Long.MIN_VALUE;
  private Instant next = Instant.MIN;
  private int callsSince;

  /**
   * @param time between two failures, at least
   * @param calls that go well between two failures, at least
   */
  FaultPace(Duration time, int calls) {
    this.time = time;
    this.calls = calls;
  }

  /** Whether a call fails that ends at this time, not before the one that was asked for last. */
  boolean fails(long currentPeriod, Instant end) {
    boolean first = currentPeriod != period;
    if (!first && (callsSince < calls || end.isBefore(next))) {
      callsSince++;
      return false;
    }
    period = currentPeriod;
    next = end.plus(time);
    callsSince = 0;
    return true;
  }
}
