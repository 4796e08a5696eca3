package dev.toolwatch.store;

/**
 * Counts of records of logs, which are stored together with the positions up to which they were
 * counted. The flusher's thread calls all methods.
 */
public interface LogSource {
  /**
   * What has been counted since the last time, with its positions; it is nowhere else then. Empty if
   * nothing was read, or if it cannot be told now.
   */
  Batch handOver();

  /**
   * Called before a batch is stored.
   *
   * @throws RuntimeException if the log is not durable as far as its positions go
   */
  void sync(Batch batch);

  /** A batch is in the store. */
  void stored(Batch batch);

  /** A batch was not stored, and those handed over since are dropped: another process has the log. */
  void fenced();
}
