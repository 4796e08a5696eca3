package dev.toolwatch.api;

import java.util.List;

/**
 * An answer that has rows: JSON writes all of it, CSV the rows alone.
 *
 * @param <R> a flat record, whose components are the columns
 */
interface Table<R extends Record> {
  /** In the answer's order. */
  List<R> rows();

  /** The record that rows are, for the columns of a table without any. */
  Class<R> rowType();
}
