package dev.toolwatch.store;

import dev.toolwatch.signal.LogMemory;
import dev.toolwatch.signal.LogPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@code log_positions} and {@code log_memory}. Within one transaction. */
record LogPositions(Connection connection) {
  /**
   * Makes the caller the log's owner, and reads what the owner before has stored.
   *
   * @param nowMinute when it is seen
   */
  LogPosition takeOver(String log, long nowMinute) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO log_positions (log, owner, replay_from, read_to, last_minute)"
                + " VALUES (?, 1, ?, ?, ?) ON CONFLICT (log) DO UPDATE SET"
                + " owner = log_positions.owner + 1, last_minute = excluded.last_minute")) {
      upsert.setString(1, log);
      upsert.setLong(2, LogPosition.NEVER);
      upsert.setLong(3, LogPosition.NEVER);
      upsert.setLong(4, nowMinute);
      upsert.executeUpdate();
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT owner, replay_from, read_to FROM log_positions WHERE log = ?")) {
      select.setString(1, log);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new LogPosition(
            log, row.getLong(1), row.getLong(2), row.getLong(3), LogMemory.whole(memory(log)));
      }
    }
  }

  private Map<String, byte[]> memory(String log) throws SQLException {
    Map<String, byte[]> parts = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT part, data FROM log_memory WHERE log = ?")) {
      select.setString(1, log);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          parts.put(row.getString(1), row.getBytes(2));
        }
      }
    }
    return parts;
  }

  /**
   * Writes a position. A store that does not know the log is another one than at the start: it begins
   * here.
   *
   * @param nowMinute when the log is seen
   * @throws FencedException if its owner is not the log's owner any more
   */
  void write(LogPosition position, long nowMinute) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO log_positions (log, owner, replay_from, read_to, last_minute)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (log) DO UPDATE SET"
                + " replay_from = excluded.replay_from, read_to = excluded.read_to,"
                + " last_minute = excluded.last_minute"
                + " WHERE log_positions.owner = excluded.owner")) {
      upsert.setString(1, position.log());
      upsert.setLong(2, position.owner());
      upsert.setLong(3, position.replayFrom());
      upsert.setLong(4, position.read());
      upsert.setLong(5, nowMinute);
      if (upsert.executeUpdate() == 0) {
        throw new FencedException(position.log(), position.owner());
      }
    }
    forget(position);
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO log_memory (log, part, data) VALUES (?, ?, ?)"
                + " ON CONFLICT (log, part) DO UPDATE SET data = excluded.data")) {
      for (Map.Entry<String, byte[]> part : position.memory().changed().entrySet()) {
        upsert.setString(1, position.log());
        upsert.setString(2, part.getKey());
        upsert.setBytes(3, part.getValue());
        upsert.executeUpdate();
      }
    }
  }

  /** Drops the parts that are not needed any more. */
  private void forget(LogPosition position) throws SQLException {
    List<String> stored = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT part FROM log_memory WHERE log = ?")) {
      select.setString(1, position.log());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          stored.add(row.getString(1));
        }
      }
    }
    stored.removeAll(position.memory().names());
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM log_memory WHERE log = ? AND part = ?")) {
      for (String part : stored) {
        delete.setString(1, position.log());
        delete.setString(2, part);
        delete.executeUpdate();
      }
    }
  }
}
