package dev.toolwatch.mcp;

/**
 * The bounds of one join.
 *
 * @param waitMillis how long a span waits for the spans above it
 * @param pendingSpans how many may wait at once; beyond, the oldest is decided early
 * @param trackedSpans how many spans are remembered
 */
record JoinLimits(long waitMillis, int pendingSpans, int trackedSpans) {
  public JoinLimits {
    if (waitMillis < 0 || pendingSpans < 1 || trackedSpans < 2) {
      throw new IllegalArgumentException(
          "wait " + waitMillis + " ms, pending " + pendingSpans + ", tracked " + trackedSpans);
    }
  }
}
