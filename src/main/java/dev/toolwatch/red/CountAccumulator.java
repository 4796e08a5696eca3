package dev.toolwatch.red;

/** Counts one series. Not thread-safe: its shard's thread alone writes it. */
final class CountAccumulator {
  private final SeriesId id;
  private final long createdMillis;
  private long count;

  /** What weights have left over: a half at most, either way. */
  private double carry;

  CountAccumulator(SeriesId id, long createdMillis) {
    this.id = id;
    this.createdMillis = createdMillis;
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

  CountSnapshot snapshot() {
    return new CountSnapshot(id, createdMillis, count);
  }
}
