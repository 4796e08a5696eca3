package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows of {@code states}: what a replica's process keeps for the next one. Within one transaction.
 */
record States(Connection connection, String replica) {
  boolean save(Map<String, byte[]> states, long incarnation, InstantSource clock)
      throws SQLException {
    if (latest() > incarnation) {
      return false;
    }
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO states (replica, name, saved_millis, data) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (replica, name) DO UPDATE SET"
                + " saved_millis = excluded.saved_millis, data = excluded.data")) {
      for (Map.Entry<String, byte[]> state : states.entrySet()) {
        upsert.setString(1, replica);
        upsert.setString(2, state.getKey());
        upsert.setLong(3, clock.millis());
        upsert.setBytes(4, state.getValue());
        upsert.executeUpdate();
      }
    }
    return true;
  }

  /** The number of the replica's process that has come last. */
  private long latest() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT MAX(id) FROM incarnations WHERE replica = ?")) {
      select.setString(1, replica);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  Map<String, byte[]> take() throws SQLException {
    Map<String, byte[]> states = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT name, data FROM states WHERE replica = ?")) {
      select.setString(1, replica);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          states.put(row.getString(1), row.getBytes(2));
        }
      }
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM states WHERE replica = ?")) {
      delete.setString(1, replica);
      delete.executeUpdate();
    }
    return states;
  }

  /** Drops those of replicas that have not come back since. */
  static int drop(Connection connection, long savedBeforeMillis) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM states WHERE saved_millis < ?")) {
      delete.setLong(1, savedBeforeMillis);
      return delete.executeUpdate();
    }
  }
}
