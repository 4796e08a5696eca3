package dev.toolwatch.red;

import dev.toolwatch.cardinality.Service;

/**
 * One service at one moment.
 *
 * @param service the service
 * @param firstSeenMillis when its first operation arrived, in milliseconds since the Unix epoch
 * @param lastSeenMillis when its last operation arrived
 * @param extrapolated operations counted in addition to the spans received, because sampled spans
 *     have a weight
 * @param clockOffsetMillis see {@link ClockOffset#steadyMillis}
 */
record ServiceSnapshot(
    Service service,
    long firstSeenMillis,
    long lastSeenMillis,
    long extrapolated,
    long clockOffsetMillis) {
  ServiceSnapshot plus(ServiceSnapshot other) {
    return new ServiceSnapshot(
        service,
        Math.min(firstSeenMillis, other.firstSeenMillis),
        Math.max(lastSeenMillis, other.lastSeenMillis),
        extrapolated + other.extrapolated,
        ClockOffset.merged(clockOffsetMillis, other.clockOffsetMillis));
  }
}
