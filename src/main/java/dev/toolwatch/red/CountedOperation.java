package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;

/**
 * How a {@link Shard} has just counted operations, so that later stages count the same ones as often
 * and under the same names. Reused: valid until the shard records again. Not thread-safe.
 */
public final class CountedOperation {
  private SeriesKey series;
  private SeriesKey error;
  private long times;

  CountedOperation() {}

  void set(SeriesKey countedSeries, SeriesKey countedError, long countedTimes) {
    series = countedSeries;
    error = countedError;
    times = countedTimes;
  }

  /** The name that they count for: the same object for the same name, as long as it has its place. */
  public SeriesKey series() {
    return series;
  }

  /**
   * What they count for among the errors, with the error's type as its detail; null if the operations
   * did not fail at a server. The same object for the same name, as long as it has its place.
   */
  public SeriesKey error() {
    return error;
  }

  /** How many were counted; 0 only for operations that came as a distribution. */
  public long times() {
    return times;
  }
}
