package dev.toolwatch.mcp;

/**
 * The limits of one join.
 *
 * @param waitMillis how long a span waits for its ancestors
 * @param pendingSpans maximum number of waiting spans; above it, the oldest is decided early
 * @param pendingTextBytes maximum bytes of the texts of waiting spans; texts that spans share are
 *     counted each time; above it, the oldest is decided early
 * @param trackedSpans maximum number of spans remembered
 * @param memoryMillis how long a span is remembered at least, unless there are too many
 */
record JoinLimits(
    long waitMillis, int pendingSpans, long pendingTextBytes, int trackedSpans, long memoryMillis) {
  public JoinLimits {
    if (waitMillis < 0
        || pendingSpans < 1
        || pendingTextBytes < 1
        || trackedSpans < 2
        || memoryMillis < 2 * waitMillis) {
      throw new IllegalArgumentException(
          "invalid join limits: wait "
              + waitMillis
              + " ms, pending "
              + pendingSpans
              + " of "
              + pendingTextBytes
              + " bytes"
              + ", tracked "
              + trackedSpans
              + " for "
              + memoryMillis
              + " ms");
    }
  }

  /** How long spans have to be remembered so that those that waited can be joined. */
  long neededMillis() {
    return 2 * waitMillis;
  }
}
