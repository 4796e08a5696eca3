package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Joins a batch's parts of sessions with those that are stored, whichever replica saw them: the
 * rows are the sessions. The transaction has the lock {@link Facts#SESSIONS_LOCK}.
 */
final class SessionWriter {
  private static final String SELECT =
      "SELECT id, first_millis, last_millis, operations FROM sessions"
          + " WHERE service = ? AND by_user = ? AND id IN ";

  private static final long MISFILED_MILLIS = Minutes.startMillis(2 * Minutes.DAY);

  private final Connection connection;
  private final Subjects subjects;
  private final long horizonMillis;
  private final long pauseMillis;
  private final long incarnation;
  private final BadRows badRows;

  SessionWriter(
      Connection connection,
      Subjects subjects,
      Horizons horizons,
      long pauseMillis,
      long incarnation,
      BadRows badRows) {
    this.connection = connection;
    this.subjects = subjects;
    this.horizonMillis = Minutes.startMillis(horizons.minutes());
    this.pauseMillis = pauseMillis;
    this.incarnation = incarnation;
    this.badRows = badRows;
  }

  /**
   * Joins them.
   *
   * @return the minutes in which sessions began that have changed, before and now
   */
  Set<Long> write(Map<SessionKey, List<SessionUse>> sessions) throws SQLException {
    Map<Group, Map<Long, List<SessionUse>>> groups = new HashMap<>();
    sessions.forEach(
        (key, parts) ->
            groups
                .computeIfAbsent(
                    new Group(subjects.id(Subject.of(key.service())), key.byUser()),
                    group -> new TreeMap<>())
                .put(key.id(), kept(parts)));
    Set<Long> begun = new TreeSet<>();
    for (Map.Entry<Group, Map<Long, List<SessionUse>>> group : groups.entrySet()) {
      write(group.getKey(), group.getValue(), begun);
    }
    return begun;
  }

  /** A copy only where it is needed: there may be very many. */
  private List<SessionUse> kept(List<SessionUse> parts) {
    for (SessionUse part : parts) {
      if (part.firstMillis() < horizonMillis) {
        return parts.stream().map(this::kept).toList();
      }
    }
    return parts;
  }

  private SessionUse kept(SessionUse part) {
    return new SessionUse(
        Math.max(part.firstMillis(), horizonMillis),
        Math.max(part.lastMillis(), horizonMillis),
        part.operations());
  }

  private void write(Group group, Map<Long, List<SessionUse>> added, Set<Long> begun)
      throws SQLException {
    Map<Long, List<SessionUse>> stored = new HashMap<>();
    InList.query(
        connection,
        SELECT,
        select -> {
          select.setLong(1, group.service);
          select.setInt(2, group.byUser ? 1 : 0);
          return 3;
        },
        List.copyOf(added.keySet()),
        "",
        row -> {
          long firstMillis = row.getLong(2);
          long lastMillis = row.getLong(3);
          long operations = row.getLong(4);
          try {
            SessionUse session = SessionUse.stored(firstMillis, lastMillis, operations);
            stored.computeIfAbsent(row.getLong(1), id -> new ArrayList<>()).add(session);
          } catch (IllegalArgumentException e) {
            badRows.skip(
                "sessions", "service %d, first %d".formatted(group.service, firstMillis), e);
          }
        });
    try (PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM sessions WHERE service = ? AND by_user = ? AND id = ?"
                    + " AND first_millis = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO sessions (service, by_user, id, first_millis, last_millis, operations,"
                    + " incarnation) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      for (Map.Entry<Long, List<SessionUse>> one : added.entrySet()) {
        Set<SessionUse> before = new HashSet<>(stored.getOrDefault(one.getKey(), List.of()));
        before.removeIf(session -> isMisfiled(session, one.getValue()));
        List<SessionUse> parts = new ArrayList<>(before);
        parts.addAll(one.getValue());
        Set<SessionUse> after =
            new HashSet<>(SessionUse.joined(parts, group.byUser ? pauseMillis : Long.MAX_VALUE));
        for (SessionUse gone : before) {
          if (!after.contains(gone)) {
            set(delete, group, one.getKey(), gone);
            delete.addBatch();
            begun.add(Minutes.ofMillis(gone.firstMillis()));
          }
        }
        for (SessionUse now : after) {
          if (!before.contains(now)) {
            set(insert, group, one.getKey(), now);
            insert.setLong(5, now.lastMillis());
            insert.setLong(6, now.operations());
            insert.setLong(7, incarnation);
            insert.addBatch();
            begun.add(Minutes.ofMillis(now.firstMillis()));
          }
        }
      }
      delete.executeBatch();
      insert.executeBatch();
    }
  }

  /** Operations come a day late at most: a session of long after was filed when the clock was ahead. */
  private static boolean isMisfiled(SessionUse stored, List<SessionUse> added) {
    for (SessionUse part : added) {
      if (stored.firstMillis() - MISFILED_MILLIS <= part.lastMillis()) {
        return false;
      }
    }
    return !added.isEmpty();
  }

  private static void set(PreparedStatement statement, Group group, long id, SessionUse session)
      throws SQLException {
    statement.setLong(1, group.service);
    statement.setInt(2, group.byUser ? 1 : 0);
    statement.setLong(3, id);
    statement.setLong(4, session.firstMillis());
  }

  private record Group(long service, boolean byUser) {}
}
