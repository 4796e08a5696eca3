package dev.toolwatch.otlp;

import java.util.concurrent.atomic.LongAdder;

/** The state that the receiver's event loops share while they run. Thread-safe. */
final class ReceiverState {
  private final ByteBudget inFlight;
  private final LongAdder exchanges = new LongAdder();
  private volatile boolean draining;

  /**
   * The state of a receiver that has not received anything yet.
   *
   * @param maxInFlight the maximum bytes of requests received but not yet answered
   */
  ReceiverState(long maxInFlight) {
    inFlight = new ByteBudget(maxInFlight);
  }

  ByteBudget inFlight() {
    return inFlight;
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
