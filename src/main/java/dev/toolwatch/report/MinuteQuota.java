package dev.toolwatch.report;

/** Lets a limited number of events a minute through. Not thread-safe. */
final class MinuteQuota {
  private static final long MINUTE_MILLIS = 60_000;

  private final int most;
  private long startedMillis = Long.MIN_VALUE;
  private int used;

  MinuteQuota(int most) {
    this.most = most;
  }

  /**
   * Uses one of what is left of the minute, which begins with the first use after the one before.
   *
   * @param nowMillis of a clock that never steps back
   * @return false if nothing is left
   */
  boolean take(long nowMillis) {
    if (startedMillis == Long.MIN_VALUE || nowMillis - startedMillis >= MINUTE_MILLIS) {
      startedMillis = nowMillis;
      used = 0;
    }
    if (used >= most) {
      return false;
    }
    used++;
    return true;
  }
}
