package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Reads sessions one by one. */
final class SessionRows {
  private SessionRows() {}

  @FunctionalInterface
  interface SessionReader {
    void read(long service, SessionUse session);
  }

  /** Those that began from one minute until before another, with the service's number. */
  static void begun(
      Connection connection, long from, long to, BadRows badRows, SessionReader reader)
      throws SQLException {
    try (PreparedStatement select =
        Database.streaming(
            connection.prepareStatement(
                "SELECT service, first_millis, last_millis, operations FROM sessions"
                    + " WHERE first_millis >= ? AND first_millis < ?"))) {
      select.setLong(1, Minutes.startMillis(from));
      select.setLong(2, Minutes.startMillis(to));
      read(select, badRows, reader);
    }
  }

  /** Whether any began before a minute. */
  static boolean hasBefore(Connection connection, long minute) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM sessions WHERE first_millis < ? LIMIT 1")) {
      select.setLong(1, Minutes.startMillis(minute));
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void read(PreparedStatement select, BadRows badRows, SessionReader reader)
      throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        long service = rows.getLong(1);
        long firstMillis = rows.getLong(2);
        long lastMillis = rows.getLong(3);
        long operations = rows.getLong(4);
        SessionUse session;
        try {
          session = SessionUse.stored(firstMillis, lastMillis, operations);
        } catch (IllegalArgumentException e) {
          badRows.skip("sessions", "service %d, first %d".formatted(service, firstMillis), e);
          continue;
        }
        reader.read(service, session);
      }
    }
  }

  /**
   * How many had an operation that ended at a time or since, by the service's number. Those of later
   * than two days after are not among them: they were filed when the clock was ahead.
   */
  static Map<Long, Long> active(Connection connection, long sinceMillis) throws SQLException {
    Map<Long, Long> active = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT service, COUNT(*) FROM sessions WHERE last_millis >= ? AND last_millis < ?"
                + " GROUP BY service")) {
      select.setLong(1, sinceMillis);
      select.setLong(2, sinceMillis + 2 * Minutes.startMillis(Minutes.DAY));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          active.put(rows.getLong(1), rows.getLong(2));
        }
      }
    }
    return active;
  }
}
