package dev.toolwatch.mcp;

/**
 * The time range in which a service's own metrics count and its spans do not. Times are unsigned
 * nanoseconds since the Unix epoch.
 *
 * @param epoch changes when counting switches from spans to metrics, so that streams start again
 * @param from end time of the last operations that are counted from spans
 * @param to end time of the last operations that are counted from metrics; {@link #OPEN} while
 *     metrics keep arriving
 */
record Coverage(int epoch, long from, long to) {
  static final long OPEN = -1;

  static final Coverage NONE = new Coverage(0, 0, 0);
  static final Coverage ALWAYS = new Coverage(0, 0, OPEN);

  boolean isOpen() {
    return to == OPEN;
  }

  boolean covers(long endNanos) {
    return Long.compareUnsigned(endNanos, from) > 0 && !isAfter(endNanos);
  }

  /** Whether this time is after everything that the received metrics cover. */
  boolean isAfter(long endNanos) {
    return Long.compareUnsigned(endNanos, to) > 0;
  }
}
