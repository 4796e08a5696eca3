package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;

/**
 * One series of operations at one moment.
 *
 * @param key its labels; the detail is the outcome
 * @param createdMillis when it began, since the Unix epoch
 * @param durations what it has counted since
 */
record OperationSnapshot(SeriesKey key, long createdMillis, HistogramSnapshot durations) {
  /** The same series as counted by two shards. */
  OperationSnapshot plus(OperationSnapshot other) {
    return new OperationSnapshot(
        key, Math.min(createdMillis, other.createdMillis), durations.plus(other.durations));
  }
}
