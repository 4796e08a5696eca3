package dev.toolwatch.store;

/** The store from one opening to the next. */
final class OpenStore {
  private final Database database;
  private final long incarnation;
  private final BadRows badRows;

  /**
   * A store that has just been opened.
   *
   * @param incarnation the number under which this process writes
   * @param badRows counts what is skipped, over all openings
   */
  OpenStore(Database database, long incarnation, BadRows badRows) {
    this.database = database;
    this.incarnation = incarnation;
    this.badRows = badRows;
  }

  Database database() {
    return database;
  }

  long incarnation() {
    return incarnation;
  }

  BadRows badRows() {
    return badRows;
  }
}
