package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;

/**
 * How a {@link Shard} has just counted operations, so that later stages count the same operations
 * as often and under the same names. Reused: valid until the shard records again. Not thread-safe.
 */
public final class CountedOperation {
  private SeriesKey series;
  private SeriesKey error;
  private long times;
  private long failures;
  private boolean slow;

  CountedOperation() {}

  void set(SeriesKey countedSeries, long countedTimes) {
    series = countedSeries;
    times = countedTimes;
    error = null;
    failures = 0;
    slow = false;
  }

  void failed(SeriesKey countedError, long countedFailures) {
    error = countedError;
    failures = countedFailures;
  }

  void slow(boolean value) {
    slow = value;
  }

  /**
   * The name that they count for. The same object for the same name, as long as it keeps its place.
   */
  public SeriesKey series() {
    return series;
  }

  /**
   * The name that they count for among the errors, with the error type as its detail. Null unless
   * the operations failed at a server. The same object for the same name, as long as it keeps its
   * place.
   */
  public SeriesKey error() {
    return error;
  }

  /**
   * How many operations were counted, or how many a span stands for if its service's own metrics
   * count them. 0 is possible only for operations received as a distribution.
   */
  public long times() {
    return times;
  }

  /** Whether it took longer than 99 % of those with the same name and outcome. */
  public boolean slow() {
    return slow;
  }

  /** How many were counted as failed. */
  public long failures() {
    return failures;
  }
}
