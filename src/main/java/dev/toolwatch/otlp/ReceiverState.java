package dev.toolwatch.otlp;

import java.util.concurrent.atomic.LongAdder;

/** The state that the receiver's event loops share while they run. Thread-safe. */
final class ReceiverState {
  private final ByteBudget inFlight;
  private final ByteBudget connections;
  private final LongAdder exchanges = new LongAdder();
  private volatile boolean draining;

  /**
   * The state of a receiver that has not received anything yet.
   *
   * @param maxInFlight the maximum bytes of requests received but not yet answered
   * @param maxConnections the maximum number of open connections
   */
  ReceiverState(long maxInFlight, int maxConnections) {
    inFlight = new ByteBudget(maxInFlight);
    connections = new ByteBudget(maxConnections);
  }

  ByteBudget inFlight() {
    return inFlight;
  }

  /** Open connections. Each takes 1 from the budget. */
  ByteBudget connections() {
    return connections;
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
