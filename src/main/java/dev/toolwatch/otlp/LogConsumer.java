package dev.toolwatch.otlp;

import dev.toolwatch.signal.LogPosition;

/**
 * Receives the records of logs that one thread reads, in the order of each log. What they count is
 * stored together with how far they have been read. Used on that thread only.
 *
 * <p>Records between {@link LogPosition#replayFrom} and {@link LogPosition#read} are shown once more
 * after a start: of them only spans that still waited for their parents count.
 */
public interface LogConsumer extends SignalConsumer {
  /**
   * Begins to read a log, or begins again after {@link #reset}. Its records follow from {@link
   * LogPosition#replayFrom} on.
   *
   * @param position as this process has taken it over
   * @param logs how many logs the thread reads at most, which share the limits of memory
   */
  void open(LogPosition position, int logs);

  /**
   * What is shown next, up to the next call, is this record, or nothing if it cannot be read. Called
   * before {@link #begin} or at the latest before {@link #commit}.
   *
   * @param position of the record
   * @param next of the record that follows
   */
  void at(String log, long position, long next);

  /**
   * Stops reading a log. Its last position is part of the next hand-over; spans that wait are counted
   * by whoever reads it next.
   */
  void release(String log);

  /**
   * Forgets everything that has not been handed over to the store, and all logs. Called after {@link
   * dev.toolwatch.signal.LogReader#fenced}.
   */
  void reset();
}
