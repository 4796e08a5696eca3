package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Joins a batch's parts of sessions with those that are stored, whichever replica saw them: the
 * rows are the sessions. The transaction has the lock {@link Facts#SESSIONS_LOCK}.
 */
final class SessionWriter {
  private static final String SELECT =
      "SELECT id, first_millis, last_millis, operations FROM sessions"
          + " WHERE service = ? AND by_user = ? AND id IN ";

  private static final String DELETE =
      "DELETE FROM sessions WHERE service = ? AND by_user = ? AND id = ? AND first_millis = ?";

  private static final String UPSERT =
      "INSERT INTO sessions (service, by_user, id, first_millis, last_millis, operations,"
          + " incarnation) VALUES (?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (service, by_user, id, first_millis) DO UPDATE SET"
          + " last_millis = excluded.last_millis, operations = excluded.operations,"
          + " incarnation = excluded.incarnation";

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
  Set<Long> write(Map<SessionGroup, SessionTable> sessions) throws SQLException {
    Set<Long> begun = new TreeSet<>();
    for (Map.Entry<SessionGroup, SessionTable> group : sessions.entrySet()) {
      SessionGroup of = group.getKey();
      Key key = new Key(subjects.id(Subject.of(of.service())), of.byUser());
      write(key, group.getValue(), of.pauseMillis(pauseMillis), begun);
    }
    return begun;
  }

  private void write(Key key, SessionTable added, long pause, Set<Long> begun) throws SQLException {
    SessionTable before = stored(key, added);
    SessionTable after = new SessionTable();
    after.addAll(before, pause);
    added.forEach(
        (id, first, last, operations) ->
            after.add(
                id,
                Math.max(first, horizonMillis),
                Math.max(last, horizonMillis),
                operations,
                pause));
    try (PreparedStatement delete = connection.prepareStatement(DELETE);
        PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      before.forEach(
          (id, first, last, operations) -> {
            if (!after.has(id, first, last, operations)) {
              begun.add(Minutes.ofMillis(first));
              if (!after.hasBegunAt(id, first)) {
                set(delete, key, id, first);
                delete.addBatch();
              }
            }
          });
      after.forEach(
          (id, first, last, operations) -> {
            if (!before.has(id, first, last, operations)) {
              begun.add(Minutes.ofMillis(first));
              set(upsert, key, id, first);
              upsert.setLong(5, last);
              upsert.setLong(6, operations);
              upsert.setLong(7, incarnation);
              upsert.addBatch();
            }
          });
      delete.executeBatch();
      upsert.executeBatch();
    }
  }

  /** The rows of the same ids, but for those that were misfiled. */
  private SessionTable stored(Key key, SessionTable added) throws SQLException {
    SessionTable stored = new SessionTable();
    InList.query(
        connection,
        SELECT,
        select -> {
          select.setLong(1, key.service);
          select.setInt(2, key.byUser ? 1 : 0);
          return 3;
        },
        Arrays.stream(added.ids()).boxed().toList(),
        "",
        row -> {
          long id = row.getLong(1);
          long first = row.getLong(2);
          SessionUse use;
          try {
            use = SessionUse.stored(first, row.getLong(3), row.getLong(4));
          } catch (IllegalArgumentException e) {
            badRows.skip("sessions", "service %d, first %d".formatted(key.service, first), e);
            return;
          }
          // Operations come a day late at most: it was filed when the clock was ahead.
          if (first - MISFILED_MILLIS <= Math.max(added.lastMillis(id), horizonMillis)) {
            stored.append(id, first, use.lastMillis(), use.operations());
          }
        });
    return stored;
  }

  private static void set(PreparedStatement statement, Key key, long id, long firstMillis)
      throws SQLException {
    statement.setLong(1, key.service);
    statement.setInt(2, key.byUser ? 1 : 0);
    statement.setLong(3, id);
    statement.setLong(4, firstMillis);
  }

  private record Key(long service, boolean byUser) {}
}
