package dev.toolwatch.mcp;

/**
 * The time for which a service's own metrics count, and its spans do not. Nanoseconds since the Unix
 * epoch, unsigned.
 *
 * @param epoch changes when counting passes from spans to metrics, so that streams begin anew
 * @param from the end of the last operations that spans count
 * @param to the end of the last operations that metrics count; {@link #OPEN} while they come
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

  /** Whether the metrics that have come say nothing of this time any more. */
  boolean isAfter(long endNanos) {
    return Long.compareUnsigned(endNanos, to) > 0;
  }
}
