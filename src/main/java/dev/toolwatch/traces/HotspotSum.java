package dev.toolwatch.traces;

/**
 * What was counted under one name.
 *
 * @param calls spans, or calls of a tool; those that were not sampled are extrapolated
 * @param seconds their self time, or the duration of the tool's calls
 */
record HotspotSum(double calls, double seconds) {
  HotspotSum plus(HotspotSum other) {
    return new HotspotSum(calls + other.calls, seconds + other.seconds);
  }
}
