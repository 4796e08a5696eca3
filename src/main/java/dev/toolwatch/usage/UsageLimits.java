package dev.toolwatch.usage;

/**
 * What one event loop keeps between two hand-overs.
 *
 * @param rows of minutes and series, and again as many of minutes and clients
 * @param sessions told apart
 * @param userBytes for telling users apart
 */
record UsageLimits(int rows, int sessions, long userBytes) {
  UsageLimits {
    if (rows < 1 || sessions < 1 || userBytes < 1) {
      throw new IllegalArgumentException("must be at least 1: " + rows + ", " + sessions);
    }
  }
}
