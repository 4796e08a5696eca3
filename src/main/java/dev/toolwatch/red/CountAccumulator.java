package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;

/** Counts one series. Not thread-safe: only its shard's thread writes it. */
final class CountAccumulator {
  private final SeriesId id;
  private long createdMillis;
  private long count;

  /** The remainder of rounding weights, from -0.5 to 0.5. */
  private double carry;

  CountAccumulator(SeriesId id, long createdMillis) {
    this.id = id;
    this.createdMillis = createdMillis;
  }

  /** The name that the series counts for. */
  SeriesKey name() {
    return id.place().key();
  }

  void add(long more) {
    count += more;
  }

  /** Adds a weight, rounded to a whole number. The remainder is carried over to the next call. */
  void addWeighted(double weight) {
    carry += weight;
    long times = Math.round(carry);
    carry -= times;
    count += times;
  }

  /** Continues from an earlier process: its count and its start time. */
  void resume(long earlierMillis, long earlier) {
    createdMillis = Math.min(createdMillis, earlierMillis);
    count += earlier;
  }

  CountSnapshot snapshot() {
    return new CountSnapshot(id, createdMillis, count);
  }
}
