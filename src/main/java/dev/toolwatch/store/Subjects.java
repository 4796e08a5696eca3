package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Numbers of subjects. Those that were used lately are remembered. Not thread-safe: for the thread
 * that writes.
 */
final class Subjects {
  private static final String INSERT =
      "INSERT INTO subjects (kind, service, name, detail) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (kind, service, name, detail) DO NOTHING";

  private final int maxRemembered;
  private final Map<Subject, Long> ids = new HashMap<>();

  /**
   * Remembers none yet.
   *
   * @param maxRemembered at most; over it all are forgotten and looked up again
   */
  Subjects(int maxRemembered) {
    this.maxRemembered = maxRemembered;
  }

  long id(Subject subject) {
    return ids.get(subject);
  }

  /**
   * Makes sure that all have numbers, in a transaction of its own: that of a flush would hold up the
   * other replicas that have the same new names.
   */
  void resolve(Database database, Collection<Subject> subjects) throws SQLException {
    SortedSet<Subject> unknown = new TreeSet<>(subjects);
    unknown.removeAll(ids.keySet());
    if (unknown.isEmpty()) {
      return;
    }
    if (ids.size() + unknown.size() > maxRemembered) {
      ids.clear();
      unknown.addAll(subjects);
    }
    ids.putAll(database.write(connection -> numbered(connection, unknown)));
  }

  /** In order, so that two replicas do not wait for each other. */
  static Map<Subject, Long> numbered(Connection connection, SortedSet<Subject> subjects)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Subject subject : subjects) {
        set(insert, subject);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    Map<Subject, Long> numbered = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id FROM subjects WHERE kind = ? AND service = ? AND name = ? AND detail = ?")) {
      for (Subject subject : subjects) {
        set(select, subject);
        try (ResultSet row = select.executeQuery()) {
          row.next();
          numbered.put(subject, row.getLong(1));
        }
      }
    }
    return numbered;
  }

  private static void set(PreparedStatement statement, Subject subject) throws SQLException {
    statement.setInt(1, subject.kind());
    statement.setString(2, subject.service().name());
    statement.setString(3, subject.name());
    statement.setString(4, subject.detail());
  }

  /** Forgets them: another database numbers them in another way. */
  void forget() {
    ids.clear();
  }
}
