package dev.toolwatch.signal;

/**
 * Turns readings of a clock into a time for waits and intervals: where the clock steps back, this time
 * goes on from where it was. It is a time of its own, which must not be compared with that of a clock.
 * Not thread-safe.
 */
public final class ForwardMillis {
  /** Less than this is no step: the reading was made a moment ago by another thread. */
  private static final long STEP_MILLIS = 1_000;

  private long lastMillis = Long.MIN_VALUE;

  /** All steps back so far. */
  private long lostMillis;

  /** The time at a reading of the clock, never before that of the reading before. */
  public long at(long epochMillis) {
    if (epochMillis >= lastMillis) {
      lastMillis = epochMillis;
    } else if (lastMillis - epochMillis >= STEP_MILLIS) {
      lostMillis += lastMillis - epochMillis;
      lastMillis = epochMillis;
    }
    return lastMillis + lostMillis;
  }
}
