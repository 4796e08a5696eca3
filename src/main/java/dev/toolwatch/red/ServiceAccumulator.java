package dev.toolwatch.red;

import dev.toolwatch.cardinality.Service;

/** What one shard knows about a service. Not thread-safe: only its shard's thread writes it. */
final class ServiceAccumulator {
  private final Service service;
  private long firstSeenMillis;
  private long lastSeenMillis;
  private long extrapolated;
  private final ClockOffset clock = new ClockOffset();

  ServiceAccumulator(Service service, long nowMillis) {
    this.service = service;
    firstSeenMillis = nowMillis;
  }

  void seen(long nowMillis, long beyondSpans) {
    lastSeenMillis = nowMillis;
    extrapolated += beyondSpans;
  }

  /**
   * Compares an operation's end with its arrival.
   *
   * @return whether the service has just been found to be off
   */
  boolean ended(long nowMillis, long endMillis) {
    return clock.add(nowMillis, endMillis);
  }

  long clockOffsetMillis() {
    return clock.steadyMillis();
  }

  /** Continues from what an earlier process knew. */
  void resume(long earlierFirstMillis, long earlierLastMillis, long earlierExtrapolated) {
    firstSeenMillis = Math.min(firstSeenMillis, earlierFirstMillis);
    lastSeenMillis = Math.max(lastSeenMillis, earlierLastMillis);
    extrapolated += earlierExtrapolated;
  }

  /** Whether any operation of the service was counted here, not just calls of its dependencies. */
  boolean hasOperations() {
    return lastSeenMillis > 0;
  }

  ServiceSnapshot snapshot() {
    return new ServiceSnapshot(
        service, firstSeenMillis, lastSeenMillis, extrapolated, clock.steadyMillis());
  }
}
