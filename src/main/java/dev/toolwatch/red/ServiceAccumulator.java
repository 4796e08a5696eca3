package dev.toolwatch.red;

import dev.toolwatch.cardinality.Service;

/** What one shard knows of a service. Not thread-safe: its shard's thread alone writes it. */
final class ServiceAccumulator {
  private final Service service;
  private long firstSeenMillis;
  private long lastSeenMillis;
  private long extrapolated;

  ServiceAccumulator(Service service, long nowMillis) {
    this.service = service;
    firstSeenMillis = nowMillis;
  }

  void seen(long nowMillis, long beyondSpans) {
    lastSeenMillis = nowMillis;
    extrapolated += beyondSpans;
  }

  /** Goes on from what an earlier process knew. */
  void resume(long earlierFirstMillis, long earlierLastMillis, long earlierExtrapolated) {
    firstSeenMillis = Math.min(firstSeenMillis, earlierFirstMillis);
    lastSeenMillis = Math.max(lastSeenMillis, earlierLastMillis);
    extrapolated += earlierExtrapolated;
  }

  /** Whether an operation of it was counted here, and not only what it depends on. */
  boolean hasOperations() {
    return lastSeenMillis > 0;
  }

  ServiceSnapshot snapshot() {
    return new ServiceSnapshot(service, firstSeenMillis, lastSeenMillis, extrapolated);
  }
}
