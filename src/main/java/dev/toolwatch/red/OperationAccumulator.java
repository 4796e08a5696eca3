package dev.toolwatch.red;

import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Operation;

/**
 * Operations of one service, method, tool and outcome, as counted by one shard. Not thread-safe:
 * only its shard's thread writes it.
 */
final class OperationAccumulator {
  /** Counts are exposed as doubles, which are exact for whole numbers up to this one. */
  private static final long MAX_COUNT = 1L << 53;

  /** Operations from which on a percentile says something. */
  private static final long SLOW_FROM = 200;

  private static final double SLOW = 0.99;

  private final SeriesId id;
  private long createdMillis;
  private final DurationHistogram durations = new DurationHistogram();

  /** Operations counted when {@link #slowNanos} was computed last. */
  private long slowAt;

  /** The duration above which an operation is slow. */
  private long slowNanos = Long.MAX_VALUE;

  private long recorded;

  /** The remainder of rounding weights, from -0.5 to 0.5 operations. */
  private double carry;

  OperationAccumulator(SeriesId id, long createdMillis) {
    this.id = id;
    this.createdMillis = createdMillis;
  }

  /**
   * Counts an operation as often as its weight says, rounded. The remainder is carried over to the
   * next one, so that the count is never off by more than one.
   *
   * @param nowMillis when it arrived
   * @param kept whether its trace is likely to be kept
   * @return how often it was counted, at least 1
   */
  long record(Operation operation, long nowMillis, boolean kept) {
    long times = times(operation);
    recorded += times;
    durations.record(
        operation.durationNanos(),
        times,
        operation.traceIdHigh(),
        operation.traceIdLow(),
        operation.spanId(),
        notAfter(nowMillis, operation.endNanos()),
        kept);
    return times;
  }

  /**
   * Whether a duration is above the 99th percentile of those counted: never until there are {@link
   * #SLOW_FROM}. The percentile is computed again whenever there are a tenth more.
   */
  boolean isSlow(long nanos) {
    if (recorded >= SLOW_FROM && recorded - slowAt >= slowAt / 10) {
      slowAt = recorded;
      slowNanos = durations.quantileNanos(SLOW);
    }
    return nanos > slowNanos;
  }

  /**
   * Keeps an operation as an exemplar without counting it.
   *
   * @param nowMillis when it arrived
   * @param kept whether its trace is likely to be kept
   * @return how often it would have been counted, at least 1
   */
  long exemplify(Operation operation, long nowMillis, boolean kept) {
    long times = times(operation);
    durations.exemplify(
        operation.durationNanos(),
        operation.traceIdHigh(),
        operation.traceIdLow(),
        operation.spanId(),
        notAfter(nowMillis, operation.endNanos()),
        kept);
    return times;
  }

  private long times(Operation operation) {
    carry += operation.weight();
    long times = Math.round(carry);
    carry -= times;
    return times;
  }

  /**
   * Counts operations whose durations come as a histogram.
   *
   * @return how many were counted; 0 if the sum would exceed the range in which counts are exact
   */
  long add(Distribution distribution) {
    long total = distribution.total();
    if (durations.count() + total > MAX_COUNT) {
      return 0;
    }
    durations.add(distribution);
    recorded += total;
    return total;
  }

  /** Continues from an earlier process: its counts and its start time. */
  void resume(long earlierMillis, HistogramSnapshot earlier) {
    if (durations.count() + earlier.count() <= MAX_COUNT) {
      createdMillis = Math.min(createdMillis, earlierMillis);
      durations.add(earlier);
      recorded += earlier.count();
    }
  }

  /**
   * Limits an end time to now: otherwise a sender whose clock is ahead would keep its exemplar
   * until our clock has caught up.
   */
  private static long notAfter(long nowMillis, long endNanos) {
    long nowNanos = nowMillis * 1_000_000;
    return Long.compareUnsigned(endNanos, nowNanos) > 0 ? nowNanos : endNanos;
  }

  SeriesId id() {
    return id;
  }

  OperationSnapshot snapshot() {
    return new OperationSnapshot(id, createdMillis, durations.snapshot());
  }
}
