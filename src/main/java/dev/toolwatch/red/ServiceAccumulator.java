package dev.toolwatch.red;

/** What one shard knows of a service. Not thread-safe: its shard's thread alone writes it. */
final class ServiceAccumulator {
  private final long firstSeenMillis;
  private long lastSeenMillis;
  private long extrapolated;

  ServiceAccumulator(long nowMillis) {
    firstSeenMillis = nowMillis;
  }

  void seen(long nowMillis, long beyondSpans) {
    lastSeenMillis = nowMillis;
    extrapolated += beyondSpans;
  }

  ServiceSnapshot snapshot() {
    return new ServiceSnapshot(firstSeenMillis, lastSeenMillis, extrapolated);
  }
}
