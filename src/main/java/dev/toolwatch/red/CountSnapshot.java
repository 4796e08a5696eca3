package dev.toolwatch.red;

/**
 * One counted series at one moment.
 *
 * @param id which one
 * @param createdMillis when it began, since the Unix epoch
 * @param count what came since
 */
record CountSnapshot(SeriesId id, long createdMillis, long count) {
  CountSnapshot plus(CountSnapshot other) {
    return new CountSnapshot(id, Math.min(createdMillis, other.createdMillis), count + other.count);
  }
}
