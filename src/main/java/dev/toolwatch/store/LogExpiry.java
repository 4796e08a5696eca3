package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Drops what is stored of logs that nobody reads any more: first what is remembered of a log, which is
 * large and of use for minutes only, and its position with the last roll-ups that it was counted in. A
 * position that is gone would have the log counted from its beginning if it came back. Who reads a log
 * writes its position once a day, even if nothing is in it.
 */
final class LogExpiry {
  /** Longer than any replica is stopped that is expected to go on where it was. */
  static final long MEMORY_MINUTES = 30L * Minutes.DAY;

  private static final Logger LOG = Logger.getLogger(LogExpiry.class);

  private final Database database;

  /** Positions are kept for so long. */
  private final long positionMinutes;

  LogExpiry(Database database, Retention retention) {
    this.database = database;
    positionMinutes = Math.max(retention.of(Tier.DAY).toMinutes(), MEMORY_MINUTES);
  }

  /**
   * Drops what is old.
   *
   * @param nowMinute by the time by which rows expire
   */
  void run(long nowMinute) throws SQLException {
    List<String> forgotten =
        database.write(
            connection -> {
              date(connection, nowMinute);
              List<String> idle = idle(connection, nowMinute - MEMORY_MINUTES);
              for (String log : idle) {
                forget(connection, log);
              }
              return idle;
            });
    if (!forgotten.isEmpty()) {
      LOG.infof(
          "Nobody has read %d logs for 30 days: what was remembered of them is dropped: %s",
          forgotten.size(), String.join(", ", forgotten.subList(0, Math.min(5, forgotten.size()))));
    }
    int dropped = database.write(connection -> drop(connection, nowMinute - positionMinutes));
    if (dropped > 0) {
      LOG.infof(
          "The positions of %d logs are dropped, whose roll-ups have expired: whoever reads one again"
              + " begins at its beginning",
          dropped);
    }
  }

  /** Positions that a version without dates has written are as old as when they are first seen. */
  private static void date(Connection connection, long nowMinute) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE log_positions SET last_minute = ? WHERE last_minute = 0")) {
      update.setLong(1, nowMinute);
      update.executeUpdate();
    }
  }

  /** Logs that nobody has read since, in order. Nobody takes them over before the commit. */
  private List<String> idle(Connection connection, long minute) throws SQLException {
    List<String> logs = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT log FROM log_positions WHERE last_minute < ?"
                + " AND log IN (SELECT log FROM log_memory) ORDER BY log"
                + database.dialect().exclusive)) {
      select.setLong(1, minute);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          logs.add(row.getString(1));
        }
      }
    }
    return logs;
  }

  private static void forget(Connection connection, String log) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM log_memory WHERE log = ?")) {
      delete.setString(1, log);
      delete.executeUpdate();
    }
  }

  private static int drop(Connection connection, long minute) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM log_positions WHERE last_minute < ?")) {
      delete.setLong(1, minute);
      return delete.executeUpdate();
    }
  }
}
