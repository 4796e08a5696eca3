package dev.toolwatch.store;

/** The store from one opening to the next. */
final class OpenStore {
  private final Database database;
  private final long incarnation;

  /**
   * A store that has just been opened.
   *
   * @param incarnation the number under which this process writes
   */
  OpenStore(Database database, long incarnation) {
    this.database = database;
    this.incarnation = incarnation;
  }

  Database database() {
    return database;
  }

  long incarnation() {
    return incarnation;
  }
}
