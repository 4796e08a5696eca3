package dev.toolwatch.red;

/**
 * One counted series at one moment.
 *
 * @param id the series
 * @param createdMillis when it began, in milliseconds since the Unix epoch
 * @param count the count since then
 */
record CountSnapshot(SeriesId id, long createdMillis, long count) {
  CountSnapshot plus(CountSnapshot other) {
    return new CountSnapshot(id, Math.min(createdMillis, other.createdMillis), count + other.count);
  }
}
