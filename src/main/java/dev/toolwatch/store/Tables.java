package dev.toolwatch.store;

/** Transactions on the store's tables, whatever state it is in: it is opened where it has to be. */
interface Tables {
  /**
   * Does all of it or nothing.
   *
   * @throws StoreException where it fails
   */
  <T> T write(Work<T> work);

  /**
   * Sees one state throughout.
   *
   * @throws StoreException where it cannot be read
   */
  <T> T read(Work<T> work);

  Dialect dialect();

  /** The number under which this process writes. */
  long incarnation();
}
