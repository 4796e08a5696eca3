package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import java.time.InstantSource;

/**
 * Decides what one side of one service is counted from. If nobody has chosen, its own metrics count
 * from their first point to their last, and its spans count before and after that. Thread-safe;
 * {@link #countsSpan} takes a lock only after metrics have stopped.
 */
final class ServiceSource {
  /** How far a sender's clock may be ahead of ours. A later time is cut to this limit. */
  static final long MAX_AHEAD_MILLIS = 60_000;

  private final SourceChoice choice;
  private final long timeoutMillis;
  private final InstantSource clock;
  private volatile Coverage coverage;

  /** Whether a span has been counted since metrics last covered everything. */
  private volatile boolean spansCounted;

  /** When the last point arrived, by our clock. */
  private volatile long arrivedMillis;

  private long latestNanos;
  private long forgottenNanos;

  ServiceSource(SourceChoice choice, long timeoutMillis, InstantSource clock) {
    this.choice = choice;
    coverage =
        switch (choice) {
          case AUTO, SPANS -> Coverage.NONE;
          case METRICS -> Coverage.ALWAYS;
        };
    this.timeoutMillis = timeoutMillis;
    this.clock = clock;
  }

  /** Whether points of own metrics are used. */
  boolean takesPoints() {
    return choice != SourceChoice.SPANS;
  }

  /** Whether the operation of a span is to be counted. */
  boolean countsSpan(long endNanos) {
    Coverage current = coverage;
    if (current.isOpen()) {
      current = current(clock.millis());
    }
    if (current.isAfter(endNanos)) {
      // Set the flag before reading the coverage again. pointArrived writes the coverage before it
      // reads the flag, so at least one of the two threads sees the other's write.
      if (!spansCounted) {
        spansCounted = true;
      }
      current = coverage;
    }
    return !current.covers(endNanos);
  }

  /** What metrics cover now. The coverage ends if none have arrived within the timeout. */
  Coverage current(long nowMillis) {
    Coverage current = coverage;
    if (nowMillis < arrivedMillis - MAX_AHEAD_MILLIS) {
      // The clock stepped back: the timeout begins anew.
      arrivedMillis = nowMillis;
    }
    return isOverdue(current, nowMillis) ? lapse(nowMillis) : current;
  }

  private boolean isOverdue(Coverage current, long nowMillis) {
    return current.isOpen()
        && choice == SourceChoice.AUTO
        && nowMillis - arrivedMillis > timeoutMillis;
  }

  private synchronized Coverage lapse(long nowMillis) {
    Coverage current = coverage;
    if (isOverdue(current, nowMillis)) {
      spansCounted = false;
      coverage = new Coverage(current.epoch(), current.from(), latestNanos);
    }
    return coverage;
  }

  /**
   * Records that a point of the service's own metrics has arrived, perhaps the first one.
   *
   * @return what metrics cover from now on
   */
  synchronized Coverage pointArrived(long timeNanos, long nowMillis) {
    Coverage current = current(nowMillis);
    long nanos = believable(timeNanos, nowMillis);
    arrivedMillis = nowMillis;
    if (!current.isOpen()) {
      // Continue the old coverage as if there had been no gap. If no span was counted meanwhile,
      // that is right.
      coverage = new Coverage(current.epoch(), current.from(), Coverage.OPEN);
      if (spansCounted) {
        coverage = new Coverage(current.epoch() + 1, nanos, Coverage.OPEN);
      }
      latestNanos = nanos;
    }
    boolean wasAhead = Long.compareUnsigned(latestNanos, believable(latestNanos, nowMillis)) > 0;
    if (wasAhead || Long.compareUnsigned(nanos, latestNanos) > 0) {
      latestNanos = nanos;
    }
    return coverage;
  }

  /** Records that a cumulative stream was forgotten, with the time of its last point. */
  synchronized void forgot(long streamNanos, long nowMillis) {
    long nanos = believable(streamNanos, nowMillis);
    if (Long.compareUnsigned(nanos, forgottenNanos) > 0) {
      forgottenNanos = nanos;
    }
  }

  /**
   * The latest time of a forgotten stream's last point. A stream that started before it may be that
   * stream.
   */
  synchronized long forgottenNanos() {
    return forgottenNanos;
  }

  private static long believable(long nanos, long nowMillis) {
    long limit = (nowMillis + MAX_AHEAD_MILLIS) * 1_000_000;
    return Long.compareUnsigned(nanos, limit) > 0 ? limit : nanos;
  }

  /** Writes what is known of points and spans. */
  synchronized void save(CheckpointWriter state) {
    state.number(coverage.epoch()).fixed(coverage.from()).fixed(coverage.to());
    state.number(spansCounted ? 1 : 0).fixed(arrivedMillis).fixed(latestNanos);
    state.fixed(forgottenNanos);
  }

  /** Goes on from what {@link #save} wrote. */
  synchronized void restore(CheckpointReader state) {
    Coverage saved =
        new Coverage((int) state.atMost(Integer.MAX_VALUE), state.fixed(), state.fixed());
    spansCounted = state.atMost(1) == 1;
    arrivedMillis = state.fixed();
    latestNanos = state.fixed();
    forgottenNanos = state.fixed();
    if (choice == SourceChoice.AUTO) {
      coverage = saved;
    }
  }
}
