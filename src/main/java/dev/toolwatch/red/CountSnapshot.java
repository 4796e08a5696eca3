package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;

/**
 * One counted series at one moment.
 *
 * @param key its labels
 * @param createdMillis when it began, since the Unix epoch
 * @param count what came since
 */
record CountSnapshot(SeriesKey key, long createdMillis, long count) {
  CountSnapshot plus(CountSnapshot other) {
    return new CountSnapshot(
        key, Math.min(createdMillis, other.createdMillis), count + other.count);
  }
}
