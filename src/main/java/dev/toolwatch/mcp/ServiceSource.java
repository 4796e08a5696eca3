package dev.toolwatch.mcp;

import java.time.InstantSource;

/**
 * From what one side of one service is counted. Where nobody has chosen: its own metrics from the
 * first point on that comes, its spans before that and again after the last one. Thread-safe;
 * {@link #countsSpan} takes no lock but where metrics have ceased.
 */
final class ServiceSource {
  /** How far ahead of ours a sender's clock may be before it is not believed. */
  private static final long MAX_AHEAD_MILLIS = 60_000;

  private final SourceChoice choice;
  private final long timeoutMillis;
  private final InstantSource clock;
  private volatile Coverage coverage;

  /** Whether a span was counted since metrics last covered everything. */
  private volatile boolean spansCounted;

  /** When a point last arrived, by our clock. */
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

  /** Whether points of own metrics are of use. */
  boolean takesPoints() {
    return choice != SourceChoice.SPANS;
  }

  /** Whether an operation that a span tells of is to be counted. */
  boolean countsSpan(long endNanos) {
    Coverage current = coverage;
    if (current.isOpen()) {
      current = current(clock.millis());
    }
    if (current.isAfter(endNanos)) {
      // Said before the coverage is looked at again: pointArrived does the two the other way round,
      // so that one of both threads sees the other.
      if (!spansCounted) {
        spansCounted = true;
      }
      current = coverage;
    }
    return !current.covers(endNanos);
  }

  /** What metrics cover now; where none have come for too long, that ends. */
  Coverage current(long nowMillis) {
    Coverage current = coverage;
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
   * Says that a point of the service's own metrics has come, which may be the first.
   *
   * @return what metrics cover from now on
   */
  synchronized Coverage pointArrived(long timeNanos, long nowMillis) {
    Coverage current = current(nowMillis);
    long nanos = believable(timeNanos, nowMillis);
    arrivedMillis = nowMillis;
    if (!current.isOpen()) {
      // As if nothing had been amiss, which holds where no span was counted meanwhile.
      coverage = new Coverage(current.epoch(), current.from(), Coverage.OPEN);
      if (spansCounted) {
        coverage = new Coverage(current.epoch() + 1, nanos, Coverage.OPEN);
      }
      latestNanos = nanos;
    }
    if (Long.compareUnsigned(nanos, latestNanos) > 0) {
      latestNanos = nanos;
    }
    return coverage;
  }

  /** Says that a cumulative stream was forgotten, and when its last point was. */
  synchronized void forgot(long streamNanos) {
    if (Long.compareUnsigned(streamNanos, forgottenNanos) > 0) {
      forgottenNanos = streamNanos;
    }
  }

  /** The last point of any stream that was forgotten; one that began before may be the same. */
  synchronized long forgottenNanos() {
    return forgottenNanos;
  }

  private static long believable(long nanos, long nowMillis) {
    long limit = (nowMillis + MAX_AHEAD_MILLIS) * 1_000_000;
    return Long.compareUnsigned(nanos, limit) > 0 ? limit : nanos;
  }
}
