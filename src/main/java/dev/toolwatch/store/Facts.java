package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table {@code facts}: what holds for the whole store, by name. Some rows serve as locks. */
final class Facts {
  /** The lock of whoever joins sessions. */
  static final String SESSIONS_LOCK = "lock";

  private Facts() {}

  /** Writes a fact, unless there is one of that name. Returns whether it was written. */
  static boolean add(Connection connection, String name, String fact) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO facts (name, fact) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")) {
      insert.setString(1, name);
      insert.setString(2, fact);
      return insert.executeUpdate() > 0;
    }
  }

  /** Reads a fact that is there. */
  static String read(Connection connection, String name) throws SQLException {
    return select(connection, name, "");
  }

  /** Waits until no other transaction has a lock, and holds it until the commit. */
  static void lock(Connection connection, Dialect dialect, String name) throws SQLException {
    String unused = select(connection, name, dialect.exclusive);
  }

  private static String select(Connection connection, String name, String lock)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT fact FROM facts WHERE name = ?" + lock)) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("there is no fact " + name);
        }
        return row.getString(1);
      }
    }
  }
}
