package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.UUID;

/** This process among those that write into a store, and the number of the last batch it added. */
final class Incarnation {
  private final UUID uuid = UUID.randomUUID();
  private final String replica;

  /** Its row's number, and whether the row was made just now. */
  record Entry(long id, boolean isNew) {}

  /** One that has written nothing yet. */
  Incarnation(String replica) {
    this.replica = replica;
  }

  /**
   * Makes its row, where there is none yet.
   *
   * @return its number, and whether it was made
   */
  Entry enter(Connection connection, long nowMinute) throws SQLException {
    boolean isNew;
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO incarnations (uuid, replica, started, sequence, last_minute)"
                + " VALUES (?, ?, ?, -1, ?) ON CONFLICT (uuid) DO NOTHING")) {
      insert.setString(1, uuid.toString());
      insert.setString(2, replica);
      insert.setLong(3, nowMinute);
      insert.setLong(4, nowMinute);
      isNew = insert.executeUpdate() == 1;
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id FROM incarnations WHERE uuid = ?")) {
      select.setString(1, uuid.toString());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Entry(row.getLong(1), isNew);
      }
    }
  }

  /** The last minute in which any process is known to have been there. */
  static OptionalLong lastMinute(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT MAX(last_minute) FROM incarnations")) {
      row.next();
      long last = row.getLong(1);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(last);
    }
  }

  /** Keeps the row from being dropped though nothing is stored. */
  static void stay(Connection connection, long id, long nowMinute) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE incarnations SET last_minute = ? WHERE id = ? AND last_minute < ?")) {
      update.setLong(1, nowMinute);
      update.setLong(2, id);
      update.setLong(3, nowMinute - Minutes.DAY);
      update.executeUpdate();
    }
  }

  /**
   * Takes a batch's number.
   *
   * @return whether it is a new one
   * @throws SQLException where the row was dropped, for nobody had seen it for so long: it has to enter
   *     again
   */
  static boolean advance(Connection connection, long id, long sequence, long nowMinute)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE incarnations SET sequence = ?, last_minute = ? WHERE id = ? AND sequence <"
                + " ?")) {
      update.setLong(1, sequence);
      update.setLong(2, nowMinute);
      update.setLong(3, id);
      update.setLong(4, sequence);
      if (update.executeUpdate() > 0) {
        return true;
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM incarnations WHERE id = ?")) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) {
          return false;
        }
      }
    }
    throw new SQLException("it has forgotten this process");
  }
}
