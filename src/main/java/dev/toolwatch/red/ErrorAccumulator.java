package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;

/** Failed operations of one service, method, tool and error type. Not thread-safe. */
final class ErrorAccumulator {
  private final SeriesKey key;
  private final long createdMillis;
  private long count;

  ErrorAccumulator(SeriesKey key, long createdMillis) {
    this.key = key;
    this.createdMillis = createdMillis;
  }

  void increment() {
    count++;
  }

  ErrorSnapshot snapshot() {
    return new ErrorSnapshot(key, createdMillis, count);
  }
}
