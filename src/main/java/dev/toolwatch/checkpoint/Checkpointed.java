package dev.toolwatch.checkpoint;

/**
 * A stage whose counters continue after a restart, as those of every CDI bean of this type do. A
 * state is removed from the store when it is read, so the counters of a killed process restart at
 * 0. An older value would be below the last scraped one: Prometheus would take it for a reset and
 * count all of it again.
 */
public interface Checkpointed {
  /** The name under which the state is kept. It must never change. */
  String checkpointName();

  /**
   * All counts, including those of earlier processes. Called when counting has ended; may wait a
   * few seconds for the threads that have the counts.
   *
   * @return the output of a {@link CheckpointWriter}, for the next process
   * @throws IllegalStateException if a thread does not answer
   */
  byte[] save();

  /**
   * Continues from the state of an earlier process. Called at most once, before anything is
   * counted.
   *
   * @throws IllegalArgumentException if the state is invalid or has another version; the message
   *     says why, and nothing has changed
   */
  void restore(byte[] state);
}
