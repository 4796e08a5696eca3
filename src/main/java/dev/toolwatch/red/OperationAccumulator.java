package dev.toolwatch.red;

import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Operation;

/**
 * Operations of one service, method, tool and outcome, as counted by one shard. Not thread-safe: its
 * shard's thread alone writes it.
 */
final class OperationAccumulator {
  /** Whole numbers above are no longer exact as doubles, which is how they are exposed. */
  private static final long MAX_COUNT = 1L << 53;

  private final SeriesId id;
  private long createdMillis;
  private final DurationHistogram durations = new DurationHistogram();

  /** What weights have left over: half an operation at most, either way. */
  private double carry;

  OperationAccumulator(SeriesId id, long createdMillis) {
    this.id = id;
    this.createdMillis = createdMillis;
  }

  /**
   * Counts an operation as often as its weight says. Fractions are carried to the next one, so that
   * the count is never off by more than one.
   *
   * @param nowMillis when it came
   * @return how often it was counted, at least 1
   */
  long record(Operation operation, long nowMillis) {
    carry += operation.weight();
    long times = Math.round(carry);
    carry -= times;
    durations.record(
        operation.durationNanos(),
        times,
        operation.traceIdHigh(),
        operation.traceIdLow(),
        operation.spanId(),
        notAfter(nowMillis, operation.endNanos()));
    return times;
  }

  /**
   * Counts operations whose durations come as a histogram.
   *
   * @return how many were counted: none where a sender's numbers would leave the range in which
   *     counts are exact
   */
  long add(Distribution distribution) {
    long total = distribution.total();
    if (durations.count() + total > MAX_COUNT) {
      return 0;
    }
    durations.add(distribution);
    return total;
  }

  /** Goes on from what an earlier process has counted, and when it began. */
  void resume(long earlierMillis, HistogramSnapshot earlier) {
    if (durations.count() + earlier.count() <= MAX_COUNT) {
      createdMillis = Math.min(createdMillis, earlierMillis);
      durations.add(earlier);
    }
  }

  /** A sender whose clock is ahead must not keep its exemplar until ours has caught up. */
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
