package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Writes a past into an empty store, within one transaction: roll-ups as flushes and compactions would
 * have left them. Each bucket is written once. Not thread-safe.
 */
public final class PastWriter implements AutoCloseable {
  private static final int ROWS_AT_ONCE = 500;

  /** Says that the store has a past that was written, or had one. */
  private static final String FACT = "past";

  private final Connection connection;
  private final Calendar calendar;
  private final Map<Subject, Long> ids = new HashMap<>();
  private final Map<Long, long[]> lifetimes = new TreeMap<>();
  private final long incarnation;
  private final PreparedStatement rollups;
  private int waiting;

  private PastWriter(Connection connection, Calendar calendar, long incarnation)
      throws SQLException {
    this.connection = connection;
    rollups = connection.prepareStatement(BatchWriter.UPSERT);
    this.calendar = calendar;
    this.incarnation = incarnation;
  }

  /**
   * Begins to write, if nothing was ever counted and no past was ever written. If another replica is
   * writing one, this waits for it.
   *
   * @return empty if the store keeps what it has
   */
  public static Optional<PastWriter> of(Transaction transaction, Calendar calendar)
      throws SQLException {
    Connection connection = transaction.connection();
    if (hasSubjects(connection) || !transaction.addFact(FACT, "made up")) {
      return Optional.empty();
    }
    return Optional.of(new PastWriter(connection, calendar, transaction.incarnation()));
  }

  private static boolean hasSubjects(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT 1 FROM subjects LIMIT 1")) {
      return row.next();
    }
  }

  /** Operations of all series in a bucket. */
  public void operations(Tier tier, long bucket, Map<Series, Rollup> operations)
      throws SQLException {
    SortedMap<Long, Row> rows = write(Kind.OPERATIONS, tier, bucket, operations, Subject::of);
    note(rows, bucket, calendar.end(tier, bucket) - 1);
  }

  /** What clients did in a bucket. */
  public void clients(Tier tier, long bucket, Map<Client, ClientUse> clients) throws SQLException {
    SortedMap<Long, Row> rows = write(Kind.CLIENTS, tier, bucket, clients, Subject::of);
    note(rows, bucket, calendar.end(tier, bucket) - 1);
  }

  /** Operations by user in a bucket. */
  public void users(Tier tier, long bucket, Map<ServiceId, UserCounts> users) throws SQLException {
    write(Kind.USERS, tier, bucket, users, Subject::of);
  }

  /** Sessions that began on a day or in a week. */
  public void sessions(Tier tier, long bucket, Map<ServiceId, SessionTotals> sessions)
      throws SQLException {
    write(Kind.SESSIONS, tier, bucket, sessions, Subject::of);
  }

  /** Users of a week. */
  public void samples(long week, Map<ServiceId, UserSample> samples) throws SQLException {
    write(Kind.SAMPLES, Tier.WEEK, week, samples, Subject::of);
  }

  /** Sessions that began on the day that is not over yet. */
  public void sessions(Map<SessionKey, SessionUse> sessions) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO sessions (service, by_user, id, first_millis, last_millis, operations,"
                + " incarnation) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      for (Map.Entry<SessionKey, SessionUse> session : sessions.entrySet()) {
        insert.setLong(1, id(Subject.of(session.getKey().service())));
        insert.setInt(2, session.getKey().byUser() ? 1 : 0);
        insert.setLong(3, session.getKey().id());
        insert.setLong(4, session.getValue().firstMillis());
        insert.setLong(5, session.getValue().lastMillis());
        insert.setLong(6, session.getValue().operations());
        insert.setLong(7, incarnation);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /**
   * Ends it.
   *
   * @param hours the first day whose hours were written
   * @param minutes the first day whose minutes were written
   * @param end of the past; the hour, day and week that it lies in go on
   */
  public void end(long hours, long minutes, Instant end) throws SQLException {
    rollups.executeBatch();
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE subjects SET first_minute = ?, last_minute = ? WHERE id = ?")) {
      for (Map.Entry<Long, long[]> lifetime : lifetimes.entrySet()) {
        update.setLong(1, lifetime.getValue()[0]);
        update.setLong(2, Math.min(lifetime.getValue()[1], Minutes.of(end) - 1));
        update.setLong(3, lifetime.getKey());
        update.addBatch();
      }
      update.executeBatch();
    }
    Horizons.move(connection, Tier.HOUR, hours);
    Horizons.move(connection, Tier.MINUTE, minutes);
    long minute = Minutes.of(end);
    for (Tier tier : List.of(Tier.HOUR, Tier.DAY, Tier.WEEK)) {
      if (calendar.start(tier, minute) < minute) {
        BatchWriter.mark(
            connection, tier, List.of(calendar.start(tier, minute)), incarnation, minute);
      }
    }
  }

  private void note(SortedMap<Long, Row> rows, long first, long last) {
    for (long id : rows.keySet()) {
      long[] known = lifetimes.computeIfAbsent(id, subject -> new long[] {first, last});
      known[0] = Math.min(known[0], first);
      known[1] = Math.max(known[1], last);
    }
  }

  private <K, V> SortedMap<Long, Row> write(
      Kind<V> kind, Tier tier, long bucket, Map<K, V> values, Function<K, Subject> subject)
      throws SQLException {
    TreeSet<Subject> unknown = new TreeSet<>();
    values.keySet().forEach(key -> unknown.add(subject.apply(key)));
    unknown.removeAll(ids.keySet());
    if (!unknown.isEmpty()) {
      ids.putAll(Subjects.numbered(connection, unknown));
    }
    SortedMap<Long, Row> rows = new TreeMap<>();
    values.forEach((key, value) -> rows.put(ids.get(subject.apply(key)), kind.row().apply(value)));
    // As flushes do: those of minutes are an incarnation's own.
    long of = tier == Tier.MINUTE ? incarnation : Compaction.ALL_INCARNATIONS;
    for (Map.Entry<Long, Row> one : rows.entrySet()) {
      BatchWriter.add(rollups, kind, tier, bucket, one.getKey(), of, one.getValue());
      if (++waiting % ROWS_AT_ONCE == 0) {
        rollups.executeBatch();
      }
    }
    return rows;
  }

  private long id(Subject subject) throws SQLException {
    if (!ids.containsKey(subject)) {
      ids.putAll(Subjects.numbered(connection, new TreeSet<>(List.of(subject))));
    }
    return ids.get(subject);
  }

  @Override
  public void close() throws SQLException {
    rollups.close();
  }
}
