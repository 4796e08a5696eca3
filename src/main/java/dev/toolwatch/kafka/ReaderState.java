package dev.toolwatch.kafka;

import java.util.List;
import java.util.Optional;

/**
 * What the thread that reads is doing. The thread replaces it about once a second; an immutable copy.
 *
 * @param problem why nothing is read; empty while all is well
 * @param paused whether it waits for the store
 * @param partitions those it reads, in order
 * @param lagSeconds age of the last record read of the partition that is furthest behind; 0 if all has
 *     been read
 */
record ReaderState(
    Optional<String> problem, boolean paused, List<PartitionState> partitions, double lagSeconds) {
  static final ReaderState STARTING =
      new ReaderState(Optional.of("not connected yet"), false, List.of(), 0);
}
