package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;

/** Counts one series. Not thread-safe: its shard's thread alone writes it. */
final class CountAccumulator {
  private final SeriesKey key;
  private final long createdMillis;
  private long count;

  CountAccumulator(SeriesKey key, long createdMillis) {
    this.key = key;
    this.createdMillis = createdMillis;
  }

  void add(long more) {
    count += more;
  }

  CountSnapshot snapshot() {
    return new CountSnapshot(key, createdMillis, count);
  }
}
