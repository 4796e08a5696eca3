package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Operation;

/**
 * Takes what a shard has counted of servers' and clients' operations, on its loop's thread: so later
 * stages count the same operations as often and under the same names. Operations and distributions are
 * valid only during the call.
 */
public interface CountedHandler {
  /** Says when what follows has come, since the Unix epoch. */
  void received(long epochMillis);

  /**
   * An operation has been counted.
   *
   * @param name it counts for; the same object for the same name, as long as that has its place
   * @param times how often it was counted, at least 1
   */
  void counted(Operation operation, SeriesKey name, long times);

  /**
   * Operations have been counted that are alike but for their durations.
   *
   * @param times how many, at least 1
   */
  void counted(Operation operation, SeriesKey name, Distribution durations, long times);

  /**
   * Operations that a server handled have been counted as errors, by whoever is to blame.
   *
   * @param error what they count for in the family of errors; its detail is the error's type. The
   *     same object for the same name, as long as that has its place
   * @param times how often, at least 1
   */
  default void failed(Operation operation, SeriesKey error, long times) {}
}
