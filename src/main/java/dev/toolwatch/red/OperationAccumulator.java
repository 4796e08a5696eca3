package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Operation;

/**
 * Operations of one service, method, tool and outcome, as counted by one shard. Not thread-safe: its
 * shard's thread alone writes it.
 */
final class OperationAccumulator {
  private final SeriesKey key;
  private final long createdMillis;
  private final DurationHistogram durations = new DurationHistogram();

  /** What was last handed out, until something more is recorded. */
  private OperationSnapshot snapshot;

  OperationAccumulator(SeriesKey key, long createdMillis) {
    this.key = key;
    this.createdMillis = createdMillis;
  }

  void record(Operation operation) {
    durations.record(
        operation.durationNanos(),
        operation.traceIdHigh(),
        operation.traceIdLow(),
        operation.spanId(),
        operation.endNanos());
    snapshot = null;
  }

  OperationSnapshot snapshot() {
    if (snapshot == null) {
      snapshot = new OperationSnapshot(key, createdMillis, durations.snapshot());
    }
    return snapshot;
  }
}
