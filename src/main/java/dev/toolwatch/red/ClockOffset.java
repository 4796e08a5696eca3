package dev.toolwatch.red;

/**
 * How far the ends of a service's operations are off their arrival, if they are so steadily: a
 * sender's clock that is wrong, or data that always comes late. Single operations may be late for
 * many reasons, so what counts is the smallest distance in five minutes, twice in a row. Not
 * thread-safe: only its shard's thread uses it.
 */
final class ClockOffset {
  /** What is shown of a service of which nothing is known yet. */
  static final long UNKNOWN = Long.MIN_VALUE;

  static final long WINDOW_MILLIS = 300_000;

  /** A smaller distance is usual: exporters collect for some seconds. */
  static final long TOLERANCE_MILLIS = 60_000;

  /** A window with fewer operations says nothing. */
  static final int MIN_OPERATIONS = 5;

  private long windowStartMillis;
  private long leastMillis;
  private int operations;
  private long lastMillis = UNKNOWN;
  private long steadyMillis = UNKNOWN;

  /**
   * Takes an operation.
   *
   * @param nowMillis when it arrived
   * @param endMillis when it ended by the sender's clock
   * @return whether the service has just been found to be off
   */
  boolean add(long nowMillis, long endMillis) {
    boolean over = nowMillis - windowStartMillis >= WINDOW_MILLIS || nowMillis < windowStartMillis;
    boolean found = over && close();
    if (over) {
      windowStartMillis = nowMillis;
      operations = 0;
    }
    long distance = nowMillis - endMillis;
    if (operations == 0 || Math.abs(distance) < Math.abs(leastMillis)) {
      leastMillis = distance;
    }
    operations = Math.min(MIN_OPERATIONS, operations + 1);
    return found;
  }

  private boolean close() {
    if (operations < MIN_OPERATIONS) {
      return false;
    }
    boolean wasOff = steadyMillis != UNKNOWN && steadyMillis != 0;
    boolean off =
        isOff(leastMillis)
            && isOff(lastMillis)
            && Long.signum(leastMillis) == Long.signum(lastMillis);
    steadyMillis = off ? leastMillis : 0;
    lastMillis = leastMillis;
    return off && !wasOff;
  }

  private static boolean isOff(long millis) {
    return millis != UNKNOWN && Math.abs(millis) > TOLERANCE_MILLIS;
  }

  /**
   * How far behind their arrival the service's operations end, in milliseconds; below 0 if they are
   * ahead, 0 if they are not off, or {@link #UNKNOWN}.
   */
  long steadyMillis() {
    return steadyMillis;
  }

  /** What two shards know of the same service: a connection that is not off speaks for it. */
  static long merged(long millis, long other) {
    if (millis == UNKNOWN || other == UNKNOWN) {
      return millis == UNKNOWN ? other : millis;
    }
    return Math.abs(millis) < Math.abs(other) ? millis : other;
  }
}
