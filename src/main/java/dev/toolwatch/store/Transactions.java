package dev.toolwatch.store;

import java.sql.SQLException;

/** Transactions on the store's tables. Thread-safe; methods block. */
public interface Transactions {
  /**
   * Does all of the work or nothing. Opens the store if it is not open.
   *
   * @throws DataRefusedException if the database does not take what is written
   * @throws StoreException if the store is away, full or broken
   */
  <T> T write(Work<T> work);

  /**
   * Reads one state of the tables throughout, before all queries and for as long as it takes. For
   * what metrics, alerts and the stages themselves need.
   *
   * @throws StoreException if the store is not open or cannot be read
   */
  <T> T read(Work<T> work);

  /**
   * Reads one state of the tables throughout, as one of the queries that are limited. It has to call
   * {@link Transaction#row} for every row.
   *
   * @throws QueryRefusedException if it takes more than its share
   * @throws StoreException if the store is not open or cannot be read
   */
  <T> T query(Work<T> work);

  /** What is done in one transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Transaction transaction) throws SQLException;
  }
}
