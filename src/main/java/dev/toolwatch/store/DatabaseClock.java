package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;

/** The clock of the database that replicas share, as a second opinion on this machine's. */
final class DatabaseClock {
  /** A replica whose clock differs by more leaves the maintenance of the store to others. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private DatabaseClock() {}

  /**
   * Compares the clocks. SQLite's is this machine's.
   *
   * @throws StoreException if they differ too much
   */
  static void check(Database database, InstantSource clock) throws SQLException {
    if (database.dialect() != Dialect.POSTGRESQL) {
      return;
    }
    long begin = clock.millis();
    long there = database.read(DatabaseClock::millis);
    long end = clock.millis();
    Duration ahead = Duration.ofMillis(there < begin ? begin - there : Math.min(0, end - there));
    if (ahead.abs().compareTo(TOLERANCE) > 0) {
      throw new StoreException(
          "this machine's clock is "
              + ahead.abs().toSeconds()
              + " s "
              + (ahead.isNegative() ? "behind" : "ahead of")
              + " the database's: nothing is compacted and nothing expires here");
    }
  }

  private static long millis(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery(
                "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")) {
      row.next();
      return row.getLong(1);
    }
  }
}
