package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;

/**
 * One series of errors at one moment.
 *
 * @param key its labels; the detail is the error type
 * @param createdMillis when it began, since the Unix epoch
 * @param count the failures since
 */
record ErrorSnapshot(SeriesKey key, long createdMillis, long count) {
  ErrorSnapshot plus(ErrorSnapshot other) {
    return new ErrorSnapshot(
        key, Math.min(createdMillis, other.createdMillis), count + other.count);
  }
}
