package dev.toolwatch.kafka;

import java.util.List;
import java.util.Optional;

/**
 * What the thread that reads is doing. The thread replaces it about once a second; an immutable copy.
 *
 * @param trouble why nothing is read; empty while all is well
 * @param paused whether it waits for the store
 * @param partitions those it reads, in order
 * @param missingTopics how many topics of the setting the brokers do not have
 * @param lagSeconds age of the last record read of the partition that is furthest behind; 0 if all has
 *     been read
 */
record ReaderState(
    Optional<Trouble> trouble,
    boolean paused,
    List<PartitionState> partitions,
    int missingTopics,
    double lagSeconds) {
  static final ReaderState STARTING = of(Trouble.STARTING);

  /** Nothing is read. */
  static ReaderState of(Trouble trouble) {
    return new ReaderState(Optional.of(trouble), false, List.of(), 0, 0);
  }

  /** Whether records are read as they come. */
  boolean isWorking() {
    return trouble.isEmpty() && !paused;
  }
}
