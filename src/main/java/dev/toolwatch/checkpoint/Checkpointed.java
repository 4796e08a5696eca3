package dev.toolwatch.checkpoint;

/**
 * A stage whose counters go on after a restart; every CDI bean of this type does. A state is taken out
 * of the store once, so counters of a process that was killed begin anew at 0: an older value would be
 * below the last one that was scraped, which is a reset for Prometheus and counts all of it once more.
 */
public interface Checkpointed {
  /** What the state is kept under: one of few, never changed. */
  String checkpointName();

  /**
   * What has been counted, those of earlier processes included. Called once nothing is counted any
   * more; may wait some seconds for those who have the counts.
   *
   * @return as a {@link CheckpointWriter} makes it, for the next process
   * @throws IllegalStateException where they do not answer
   */
  byte[] save();

  /**
   * Goes on from what an earlier process has saved. Called before anything is counted, once at most.
   *
   * @throws IllegalArgumentException for what is no such state, or of another version: it says why,
   *     and nothing has changed
   */
  void restore(byte[] state);
}
