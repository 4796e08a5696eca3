package dev.toolwatch.red;

/**
 * One series of operations at one moment.
 *
 * @param id which one
 * @param createdMillis when it began, since the Unix epoch
 * @param durations what it has counted since
 */
record OperationSnapshot(SeriesId id, long createdMillis, HistogramSnapshot durations) {
  /** The same series as counted by two shards. */
  OperationSnapshot plus(OperationSnapshot other) {
    return new OperationSnapshot(
        id, Math.min(createdMillis, other.createdMillis), durations.plus(other.durations));
  }
}
