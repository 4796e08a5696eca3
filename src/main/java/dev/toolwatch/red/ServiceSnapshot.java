package dev.toolwatch.red;

import dev.toolwatch.cardinality.Service;

/**
 * One service at one moment.
 *
 * @param service which one
 * @param firstSeenMillis when its first operation arrived, since the Unix epoch
 * @param lastSeenMillis when its last operation arrived
 * @param extrapolated operations counted beyond the spans that came, by the weight of sampled ones
 */
record ServiceSnapshot(
    Service service, long firstSeenMillis, long lastSeenMillis, long extrapolated) {
  ServiceSnapshot plus(ServiceSnapshot other) {
    return new ServiceSnapshot(
        service,
        Math.min(firstSeenMillis, other.firstSeenMillis),
        Math.max(lastSeenMillis, other.lastSeenMillis),
        extrapolated + other.extrapolated);
  }
}
