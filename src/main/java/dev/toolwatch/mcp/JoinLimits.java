package dev.toolwatch.mcp;

/**
 * The limits of one join.
 *
 * @param waitMillis how long a span waits for its ancestors
 * @param pendingSpans maximum number of waiting spans; above it, the oldest is decided early
 * @param pendingTextBytes maximum bytes of the texts of waiting spans; texts that spans share are
 *     counted each time; above it, the oldest is decided early
 * @param trackedSpans maximum number of spans remembered
 */
record JoinLimits(long waitMillis, int pendingSpans, long pendingTextBytes, int trackedSpans) {
  public JoinLimits {
    if (waitMillis < 0 || pendingSpans < 1 || pendingTextBytes < 1 || trackedSpans < 2) {
      throw new IllegalArgumentException(
          "invalid join limits: wait "
              + waitMillis
              + " ms, pending "
              + pendingSpans
              + " of "
              + pendingTextBytes
              + " bytes"
              + ", tracked "
              + trackedSpans);
    }
  }
}
