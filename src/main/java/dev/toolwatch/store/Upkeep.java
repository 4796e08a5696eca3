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

  /**
   * Makes hours, days and weeks that are due, and drops what has been kept long enough.
   *
   * @param now by the clock; what is made can be made again
   * @param expiry the time for what cannot be undone
   */
  void run(OpenStore open, Instant now, ExpiryTime expiry) throws SQLException {
    long presence = Minutes.of(expiry.presence());
    Database database = open.database();
    database.write(
        connection -> {
          Incarnation.stay(connection, open.incarnation(), presence);
          return null;
        });
    new Compaction(database, calendar, open.badRows()).run(Minutes.of(now));
    new Expiry(database, calendar, retention).run(Minutes.of(expiry.now()));
    new LogExpiry(database, retention).run(Minutes.of(expiry.now()));
  }
}
