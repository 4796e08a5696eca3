package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes hours of minutes, days of hours and weeks of days, each bucket anew from all its rows. It
 * may be done at any time, by any number of replicas, and is the same if it is done again: marks in
 * {@code dirty} say what is out of date, and taking a mark locks it.
 *
 * <p>A flush sets its marks in its own transaction. Where one commits after the mark was taken, its
 * own mark stays, and the bucket is made once more.
 */
final class Compaction {
  /** After a bucket's end the other replicas still have their last flush to make. */
  private static final int GRACE_MINUTES = 2;

  /** What comes late comes often: so many minutes of it are taken together. */
  private static final int PATIENCE_MINUTES = 5;

  /** In place of an incarnation's number. */
  static final long ALL_INCARNATIONS = 0;

  private static final List<Tier> TIERS = List.of(Tier.HOUR, Tier.DAY, Tier.WEEK);

  private final Database database;
  private final Calendar calendar;
  private final BadRows badRows;

  Compaction(Database database, Calendar calendar, BadRows badRows) {
    this.database = database;
    this.calendar = calendar;
    this.badRows = badRows;
  }

  /**
   * Makes what is due.
   *
   * @return buckets made
   */
  int run(long nowMinute) throws SQLException {
    int made = 0;
    for (Tier tier : TIERS) {
      for (long bucket : due(tier, nowMinute)) {
        if (database.write(connection -> make(connection, tier, bucket))) {
          made++;
        }
      }
    }
    return made;
  }

  private List<Long> due(Tier tier, long nowMinute) throws SQLException {
    Map<Long, Long> marked = new TreeMap<>();
    database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT bucket, MIN(marked) FROM dirty WHERE tier = ? GROUP BY bucket")) {
            select.setInt(1, tier.ordinal());
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                marked.put(rows.getLong(1), rows.getLong(2));
              }
            }
          }
          return null;
        });
    List<Long> due = new ArrayList<>();
    marked.forEach(
        (bucket, since) -> {
          boolean closed = calendar.end(tier, bucket) + GRACE_MINUTES <= nowMinute;
          // A mark of the future was set when the clock was ahead.
          boolean patient = since + PATIENCE_MINUTES <= nowMinute || since > nowMinute + 1;
          if (closed && patient) {
            due.add(bucket);
          }
        });
    return due;
  }

  private boolean make(Connection connection, Tier tier, long bucket) throws SQLException {
    long end = calendar.end(tier, bucket);
    if (!takeMarks(connection, tier, bucket)) {
      return false;
    }
    Tier finer = Tier.values()[tier.ordinal() - 1];
    if (isDirty(connection, finer, bucket, end)) {
      // First those: the mark comes back.
      connection.rollback();
      return false;
    }
    for (Kind<?> kind : Kind.BY_MINUTE) {
      make(connection, kind, tier, bucket, end);
    }
    if (tier == Tier.DAY) {
      replace(connection, Kind.SESSIONS, tier, bucket, sessions(connection, bucket, end));
    } else if (tier == Tier.WEEK) {
      make(connection, Kind.SESSIONS, tier, bucket, end);
    }
    return true;
  }

  private <V> void make(Connection connection, Kind<V> kind, Tier tier, long bucket, long end)
      throws SQLException {
    Tier finer = Tier.values()[tier.ordinal() - 1];
    replace(connection, kind, tier, bucket, rows(connection, kind, finer, bucket, end));
  }

  /** A replica that takes them while another has, waits for its commit and finds none. */
  private static boolean takeMarks(Connection connection, Tier tier, long bucket)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM dirty WHERE tier = ? AND bucket = ?")) {
      delete.setInt(1, tier.ordinal());
      delete.setLong(2, bucket);
      return delete.executeUpdate() > 0;
    }
  }

  static boolean isDirty(Connection connection, Tier tier, long from, long to) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT 1 FROM dirty WHERE tier = ? AND bucket >= ? AND bucket < ? LIMIT 1")) {
      select.setInt(1, tier.ordinal());
      select.setLong(2, from);
      select.setLong(3, to);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private <V> Map<Long, Sum<V>> rows(
      Connection connection, Kind<V> kind, Tier tier, long from, long to) throws SQLException {
    Map<Long, Sum<V>> sums = new TreeMap<>();
    boolean bad = false;
    try (PreparedStatement select =
        Database.streaming(
            connection.prepareStatement(
                "SELECT subject, operations, data, users FROM rollups"
                    + " WHERE tier = ? AND kind = ? AND bucket >= ? AND bucket < ?"))) {
      select.setInt(1, tier.ordinal());
      select.setInt(2, kind.number());
      select.setLong(3, from);
      select.setLong(4, to);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long id = rows.getLong(1);
          Row row = BatchWriter.row(rows, 2);
          try {
            sums.computeIfAbsent(id, subject -> kind.sum().get()).add(row);
          } catch (RuntimeException e) {
            badRows.skip("rollups", Row.key(tier, kind, from, id) + " or later", e);
            bad = true;
          }
        }
      }
    }
    if (bad) {
      sums.values().removeIf(sum -> sum.value() == null);
    }
    return sums;
  }

  private Map<Long, Sum<SessionTotals>> sessions(Connection connection, long from, long to)
      throws SQLException {
    Map<Long, SessionSum> sums = new TreeMap<>();
    SessionRows.begun(
        connection,
        from,
        to,
        badRows,
        (service, session) -> sums.computeIfAbsent(service, id -> new SessionSum()).add(session));
    return new TreeMap<>(sums);
  }

  private static <V> void replace(
      Connection connection, Kind<V> kind, Tier tier, long bucket, Map<Long, Sum<V>> sums)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM rollups WHERE tier = ? AND kind = ? AND bucket = ?")) {
      delete.setInt(1, tier.ordinal());
      delete.setInt(2, kind.number());
      delete.setLong(3, bucket);
      delete.executeUpdate();
    }
    BatchWriter.insert(connection, kind, tier, bucket, ALL_INCARNATIONS, sums);
  }
}
