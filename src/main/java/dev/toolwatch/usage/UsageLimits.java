package dev.toolwatch.usage;

/**
 * The limits of what one event loop keeps between two hand-overs.
 *
 * @param rows the maximum number of rows, one for each minute and series; also the maximum number
 *     of client rows, one for each minute and client
 * @param sessions the maximum number of sessions that are told apart
 * @param userBytes the maximum memory in bytes for telling users apart
 */
record UsageLimits(int rows, int sessions, long userBytes) {
  UsageLimits {
    if (rows < 1 || sessions < 1 || userBytes < 1) {
      throw new IllegalArgumentException("limits must be at least 1: " + rows + ", " + sessions);
    }
  }
}
