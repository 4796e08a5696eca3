package dev.toolwatch.signal;

import java.util.List;

/** Who reads logs, as the store sees it. All methods are called on the thread that stores. */
public interface LogReader {
  /**
   * Called before positions are stored. Returns when the log itself is durable up to there.
   *
   * @throws RuntimeException if it is not: nothing is stored then, and it is tried again later
   */
  default void sync(List<LogPosition> positions) {}

  /** Called when everything up to these positions is in the store: older records are not needed. */
  default void stored(List<LogPosition> positions) {}

  /** Called at a flush that had nothing to store of the logs. */
  default void idle() {}

  /**
   * Another process has taken over one of the logs. Nothing that was counted since the last stored
   * positions is in the store, and nothing more will be until {@code LogConsumer.reset}.
   */
  void fenced();
}
