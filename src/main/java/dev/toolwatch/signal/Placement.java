package dev.toolwatch.signal;

/**
 * Which time an operation counts for: the time it ended, unless that is more than a day ago or more
 * than a minute ahead. All stages place operations by this rule, so a failure and its operation
 * always count for the same minute.
 */
public enum Placement {
  /** Counts for the time it ended. */
  ENDED,
  /** Ended too long ago: counts for the time it was received. */
  LATE,
  /** Ends too far ahead: counts for the time it was received. */
  FUTURE;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MAX_LATE_MILLIS = Minutes.DAY * Minutes.MILLIS;
  private static final long MAX_AHEAD_MILLIS = Minutes.MILLIS;

  /**
   * Places an operation. Both times are in milliseconds since the Unix epoch.
   *
   * @param endMillis when it ended, as {@link #endMillis} converts it
   * @param receivedMillis when it was received
   */
  public static Placement of(long endMillis, long receivedMillis) {
    if (endMillis > receivedMillis + MAX_AHEAD_MILLIS) {
      return FUTURE;
    }
    return endMillis < receivedMillis - MAX_LATE_MILLIS ? LATE : ENDED;
  }

  /** The time that the operation counts for; parameters as for {@link #of}. */
  public long millis(long endMillis, long receivedMillis) {
    return this == ENDED ? endMillis : receivedMillis;
  }

  /** The end of an operation in milliseconds, from unsigned nanoseconds since the Unix epoch. */
  public static long endMillis(long endNanos) {
    return Long.divideUnsigned(endNanos, NANOS_PER_MILLI);
  }
}
