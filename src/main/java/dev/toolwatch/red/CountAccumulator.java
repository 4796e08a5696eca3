package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;

/** Counts one series. Not thread-safe: its shard's thread alone writes it. */
final class CountAccumulator {
  private final SeriesId id;
  private long createdMillis;
  private long count;

  /** What weights have left over: a half at most, either way. */
  private double carry;

  CountAccumulator(SeriesId id, long createdMillis) {
    this.id = id;
    this.createdMillis = createdMillis;
  }

  /** What is counted. */
  SeriesKey name() {
    return id.place().key();
  }

  void add(long more) {
    count += more;
  }

  /** Counts as often as a weight says; fractions are carried to the next. */
  void addWeighted(double weight) {
    carry += weight;
    long times = Math.round(carry);
    carry -= times;
    count += times;
  }

  /** Goes on from what an earlier process has counted, and when it began. */
  void resume(long earlierMillis, long earlier) {
    createdMillis = Math.min(createdMillis, earlierMillis);
    count += earlier;
  }

  CountSnapshot snapshot() {
    return new CountSnapshot(id, createdMillis, count);
  }
}
