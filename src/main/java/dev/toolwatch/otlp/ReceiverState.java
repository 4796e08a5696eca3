package dev.toolwatch.otlp;

import java.util.concurrent.atomic.LongAdder;

/** What the event loops of the receiver share while they run. Thread-safe. */
final class ReceiverState {
  private final ByteBudget inFlight;
  private final ByteBudget connections;
  private final LongAdder exchanges = new LongAdder();
  private volatile boolean draining;

  /**
   * The state of a receiver that has not received anything.
   *
   * @param maxInFlight bytes of requests received and not yet answered
   * @param maxConnections open connections
   */
  ReceiverState(long maxInFlight, int maxConnections) {
    inFlight = new ByteBudget(maxInFlight);
    connections = new ByteBudget(maxConnections);
  }

  ByteBudget inFlight() {
    return inFlight;
  }

  /** Open connections, each counted as one. */
  ByteBudget connections() {
    return connections;
  }

  /** Requests begun and not yet answered. */
  LongAdder exchanges() {
    return exchanges;
  }

  /** From now on requests are refused. */
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }
}
