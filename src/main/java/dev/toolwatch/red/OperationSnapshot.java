package dev.toolwatch.red;

/**
 * One series of operations at one moment.
 *
 * @param id the series
 * @param createdMillis when it began, in milliseconds since the Unix epoch
 * @param durations the durations counted since then
 */
record OperationSnapshot(SeriesId id, long createdMillis, HistogramSnapshot durations) {
  /** The sum of what two shards counted for the same series. */
  OperationSnapshot plus(OperationSnapshot other) {
    return new OperationSnapshot(
        id, Math.min(createdMillis, other.createdMillis), durations.plus(other.durations));
  }
}
