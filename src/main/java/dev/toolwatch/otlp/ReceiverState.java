package dev.toolwatch.otlp;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** The state that the receiver's event loops share while they run. Thread-safe. */
final class ReceiverState {
  private final long maxInFlight;
  private final LongAdder exchanges = new LongAdder();
  private volatile Map<String, ByteBudget> inFlight = Map.of();
  private volatile boolean draining;

  /**
   * The state of a receiver that has not received anything yet.
   *
   * @param maxInFlight the maximum bytes of requests received but not yet answered
   */
  ReceiverState(long maxInFlight) {
    this.maxInFlight = maxInFlight;
  }

  /**
   * Divides half of the bytes among the tenants, so that none can take them all; the rest is for those who
   * ask first. To be called once, before the first request.
   *
   * @param tenants their names
   * @param requestBytes the largest request, for which there has to be room
   */
  void divide(Collection<String> tenants, long requestBytes) {
    long own = Math.max(0, Math.min(maxInFlight / 2, maxInFlight - requestBytes)) / tenants.size();
    ByteBudget shared = new ByteBudget(maxInFlight - own * tenants.size());
    inFlight =
        tenants.stream()
            .collect(Collectors.toUnmodifiableMap(name -> name, name -> shared.with(own)));
  }

  /** The bytes that a tenant may have in flight. */
  ByteBudget inFlight(String tenant) {
    return inFlight.get(tenant);
  }

  /** The bytes that all tenants have in flight. */
  long inFlightBytes() {
    return inFlight.values().stream().mapToLong(ByteBudget::used).sum();
  }

  /** Requests that have begun and are not yet answered. */
  LongAdder exchanges() {
    return exchanges;
  }

  /** Makes the receiver refuse new requests from now on. */
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }
}
