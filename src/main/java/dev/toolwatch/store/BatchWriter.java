package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Adds a batch to what this incarnation has stored, within a transaction. Rows of minutes are this
 * incarnation's own, so flushes of several replicas do not wait for each other here.
 */
final class BatchWriter {
  private static final String SELECT =
      "SELECT subject, operations, data, users FROM rollups"
          + " WHERE tier = ? AND kind = ? AND bucket = ? AND incarnation = ? AND subject IN ";

  /** Writes a row, over the one that is there: {@link #add} sets its parameters. */
  static final String UPSERT =
      "INSERT INTO rollups (tier, kind, bucket, subject, incarnation, operations, data, users)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (tier, kind, bucket, subject, incarnation) DO UPDATE SET"
          + " operations = excluded.operations, data = excluded.data, users = excluded.users";

  /** Changes a mark that is there for its lock: a compaction that takes it waits for our commit. */
  private static final String MARK =
      "INSERT INTO dirty (tier, bucket, incarnation, marked) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (tier, bucket, incarnation) DO UPDATE SET marked = dirty.marked";

  /** A query's and a batch's: so few that what they hold does not live long. */
  private static final int ROWS_AT_ONCE = 500;

  private final Connection connection;
  private final Calendar calendar;
  private final Subjects subjects;
  private final Horizons horizons;
  private final long incarnation;
  private final BadRows badRows;

  BatchWriter(
      Connection connection,
      Calendar calendar,
      Subjects subjects,
      Horizons horizons,
      long incarnation,
      BadRows badRows) {
    this.connection = connection;
    this.calendar = calendar;
    this.subjects = subjects;
    this.horizons = horizons;
    this.incarnation = incarnation;
    this.badRows = badRows;
  }

  /** All whom a batch is about. */
  static Set<Subject> subjects(Batch batch) {
    Set<Subject> all = new TreeSet<>();
    batch.operations().values().forEach(row -> row.keySet().forEach(s -> all.add(Subject.of(s))));
    batch.clients().values().forEach(row -> row.keySet().forEach(c -> all.add(Subject.of(c))));
    batch.users().values().forEach(row -> row.keySet().forEach(s -> all.add(Subject.of(s))));
    batch.samples().values().forEach(row -> row.keySet().forEach(s -> all.add(Subject.of(s))));
    batch.sessions().keySet().forEach(group -> all.add(Subject.of(group.service())));
    return all;
  }

  /** Adds everything but the sessions. */
  void write(Batch batch, long nowMinute) throws SQLException {
    Set<Long> minutes = new TreeSet<>();
    minutes.addAll(batch.operations().keySet());
    minutes.addAll(batch.clients().keySet());
    minutes.addAll(batch.users().keySet());
    mark(
        minutes.stream().map(this::kept).toList(),
        List.of(Tier.HOUR, Tier.DAY, Tier.WEEK),
        nowMinute);
    ChangedMinutes.mark(
        connection, batch.operations().keySet().stream().map(this::kept).toList(), incarnation);
    add(Kind.OPERATIONS, batch.operations(), Subject::of);
    add(Kind.CLIENTS, batch.clients(), Subject::of);
    add(Kind.USERS, batch.users(), Subject::of);
    Map<Long, Map<ServiceId, UserSample>> samples = new HashMap<>();
    batch
        .samples()
        .forEach(
            (monday, sample) -> samples.put(calendar.start(LocalDate.ofEpochDay(monday)), sample));
    for (Map.Entry<Long, Map<ServiceId, UserSample>> week : samples.entrySet()) {
      add(Kind.SAMPLES, Tier.WEEK, week.getKey(), week.getValue(), Subject::of);
    }
  }

  /** Before the horizon nothing is kept: what comes from there counts at the first minute that is. */
  private long kept(long minute) {
    return Math.max(minute, horizons.minutes());
  }

  /** Marks the buckets of tiers that minutes lie in: their rows are out of date. */
  void mark(Collection<Long> minutes, List<Tier> tiers, long nowMinute) throws SQLException {
    for (Tier tier : tiers) {
      // In order, so that two transactions do not wait for each other.
      Set<Long> buckets = new TreeSet<>();
      minutes.forEach(minute -> buckets.add(calendar.start(tier, minute)));
      mark(connection, tier, buckets, incarnation, nowMinute);
    }
  }

  static void mark(
      Connection connection, Tier tier, Collection<Long> buckets, long incarnation, long nowMinute)
      throws SQLException {
    try (PreparedStatement mark = connection.prepareStatement(MARK)) {
      for (long bucket : buckets) {
        mark.setInt(1, tier.ordinal());
        mark.setLong(2, bucket);
        mark.setLong(3, incarnation);
        mark.setLong(4, nowMinute);
        mark.addBatch();
      }
      mark.executeBatch();
    }
  }

  private <K, V> void add(Kind<V> kind, Map<Long, Map<K, V>> byMinute, Function<K, Subject> subject)
      throws SQLException {
    Map<Long, List<Map<K, V>>> buckets = new TreeMap<>();
    byMinute.forEach(
        (minute, values) ->
            buckets.computeIfAbsent(kept(minute), bucket -> new ArrayList<>()).add(values));
    for (Map.Entry<Long, List<Map<K, V>>> bucket : buckets.entrySet()) {
      for (Map<K, V> values : bucket.getValue()) {
        add(kind, Tier.MINUTE, bucket.getKey(), values, subject);
      }
    }
  }

  private <K, V> void add(
      Kind<V> kind, Tier tier, long bucket, Map<K, V> values, Function<K, Subject> subject)
      throws SQLException {
    Map<Long, List<V>> bySubject = new TreeMap<>();
    values.forEach(
        (key, value) ->
            bySubject.merge(
                subjects.id(subject.apply(key)),
                List.of(value),
                (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    List<Long> ids = List.copyOf(bySubject.keySet());
    Sum<V> sum = kind.sum().get();
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      for (int from = 0; from < ids.size(); from += ROWS_AT_ONCE) {
        List<Long> some = ids.subList(from, Math.min(from + ROWS_AT_ONCE, ids.size()));
        Map<Long, Row> stored = stored(kind, tier, bucket, some);
        for (long id : some) {
          sum.clear();
          Row row = sum(sum, kind, tier, bucket, id, bySubject.get(id), stored.get(id));
          add(upsert, kind, tier, bucket, id, incarnation, row);
        }
        upsert.executeBatch();
      }
    }
  }

  private Map<Long, Row> stored(Kind<?> kind, Tier tier, long bucket, List<Long> ids)
      throws SQLException {
    Map<Long, Row> stored = new HashMap<>();
    InList.query(
        connection,
        SELECT,
        select -> {
          select.setInt(1, tier.ordinal());
          select.setInt(2, kind.number());
          select.setLong(3, bucket);
          select.setLong(4, incarnation);
          return 5;
        },
        ids,
        "",
        row -> stored.put(row.getLong(1), row(row, 2)));
    return stored;
  }

  /**
   * Values and what is stored as one row.
   *
   * @param sum of nothing
   * @param stored null if there is nothing
   */
  private <V> Row sum(
      Sum<V> sum, Kind<V> kind, Tier tier, long bucket, long id, List<V> values, Row stored) {
    if (stored == null && values.size() == 1) {
      return kind.row().apply(values.get(0));
    }
    values.forEach(value -> sum.add(kind.row().apply(value)));
    if (stored != null) {
      try {
        sum.add(stored);
      } catch (RuntimeException e) {
        badRows.skip("rollups", Row.key(tier, kind, bucket, id), e);
      }
    }
    return kind.row().apply(sum.value());
  }

  /** Adds a row to the batch of an {@link #UPSERT}. */
  static void add(
      PreparedStatement upsert,
      Kind<?> kind,
      Tier tier,
      long bucket,
      long subject,
      long incarnation,
      Row row)
      throws SQLException {
    upsert.setInt(1, tier.ordinal());
    upsert.setInt(2, kind.number());
    upsert.setLong(3, bucket);
    upsert.setLong(4, subject);
    upsert.setLong(5, incarnation);
    upsert.setLong(6, row.operations());
    upsert.setBytes(7, row.data());
    upsert.setBytes(8, row.users());
    upsert.addBatch();
  }

  static Row row(ResultSet from, int column) throws SQLException {
    return new Row(from.getLong(column), from.getBytes(column + 1), from.getBytes(column + 2));
  }

  /** Writes rows, over those that are there. */
  static <V> void insert(
      Connection connection,
      Kind<V> kind,
      Tier tier,
      long bucket,
      long incarnation,
      Map<Long, Sum<V>> sums)
      throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      int pending = 0;
      for (Map.Entry<Long, Sum<V>> sum : sums.entrySet()) {
        Row row = kind.row().apply(sum.getValue().value());
        add(upsert, kind, tier, bucket, sum.getKey(), incarnation, row);
        if (++pending % ROWS_AT_ONCE == 0) {
          upsert.executeBatch();
        }
      }
      upsert.executeBatch();
    }
  }
}
