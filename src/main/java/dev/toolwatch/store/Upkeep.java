package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.sql.SQLException;
import java.time.Instant;

/** What has to be done from time to time so that the roll-ups stay few. */
final class Upkeep {
  private final Calendar calendar;
  private final Retention retention;

  Upkeep(Calendar calendar, Retention retention) {
    this.calendar = calendar;
    this.retention = retention;
  }

  /** Makes hours, days and weeks that are due, and drops what has been kept long enough. */
  void run(OpenStore open, Instant now) throws SQLException {
    long minute = Minutes.of(now);
    Database database = open.database();
    database.write(
        connection -> {
          Incarnation.stay(connection, open.incarnation(), minute);
          return null;
        });
    new Compaction(database, calendar).run(minute);
    new Expiry(database, calendar, retention).run(minute);
  }
}
