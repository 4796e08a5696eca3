package dev.toolwatch.api;

import java.util.List;
import java.util.Set;

/**
 * An answer with rows. The JSON has all of it, the CSV only the rows.
 *
 * @param <R> a flat record, whose components are the columns
 */
interface Table<R extends Record> {
  /** The rows in the order of the answer. */
  List<R> rows();

  /** The cursor of the next page; null if these are the last rows. */
  default String nextCursor() {
    return null;
  }

  /** Columns that only the JSON has. */
  default Set<String> onlyInJson() {
    return Set.of();
  }

  /** The type of the rows, which gives the columns even without rows. */
  Class<R> rowType();
}
