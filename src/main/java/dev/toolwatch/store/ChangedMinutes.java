package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Minutes whose operations have changed, as the table {@code unsettled} marks them, for whoever sums
 * up their operations elsewhere. A flush marks what it adds to in its own transaction.
 */
final class ChangedMinutes {
  private static final String MARK =
      "INSERT INTO unsettled (minute, incarnation) VALUES (?, ?)"
          + " ON CONFLICT (minute, incarnation) DO UPDATE SET minute = excluded.minute";

  private ChangedMinutes() {}

  /** Marks minutes, within the transaction that changes them. */
  static void mark(Connection connection, Collection<Long> minutes, long incarnation)
      throws SQLException {
    try (PreparedStatement mark = connection.prepareStatement(MARK)) {
      // In order, so that two transactions do not wait for each other.
      for (long minute : new TreeSet<>(minutes)) {
        mark.setLong(1, minute);
        mark.setLong(2, incarnation);
        mark.addBatch();
      }
      mark.executeBatch();
    }
  }

  /** Marks all minutes that have operations. */
  static void markAll(Connection connection) throws SQLException {
    try (Statement mark = connection.createStatement()) {
      mark.executeUpdate(
          "INSERT INTO unsettled (minute, incarnation)"
              + " SELECT DISTINCT bucket, 0 FROM rollups WHERE tier = 0 AND kind = 0"
              + " ON CONFLICT (minute, incarnation) DO NOTHING");
    }
  }

  /** Takes the marks off the earliest minutes, and returns these in order. */
  static List<Long> take(Connection connection, int most) throws SQLException {
    List<Long> minutes = new ArrayList<>();
    try (Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery(
                "SELECT DISTINCT minute FROM unsettled ORDER BY minute LIMIT " + most)) {
      while (rows.next()) {
        minutes.add(rows.getLong(1));
      }
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM unsettled WHERE minute = ?")) {
      for (long minute : minutes) {
        delete.setLong(1, minute);
        delete.addBatch();
      }
      delete.executeBatch();
    }
    return minutes;
  }

  /** Reads the rows of those of the minutes that are still kept. */
  static void read(
      Connection connection,
      Dialect dialect,
      List<Long> minutes,
      Predicate<Series> wanted,
      BadRows badRows,
      Transaction.OperationsReader reader)
      throws SQLException {
    if (minutes.isEmpty()) {
      return;
    }
    long horizon = Horizons.read(connection, dialect.shared).minutes();
    List<Long> kept = minutes.stream().filter(minute -> minute >= horizon).toList();
    if (kept.isEmpty()) {
      return;
    }
    SelectedSubjects names =
        SelectedSubjects.read(
            connection, Subject.SERIES, null, subject -> wanted.test(subject.series()));
    RollupSum sum = new RollupSum();
    InList.query(
        connection,
        "SELECT bucket, subject, operations, data FROM rollups"
            + " WHERE tier = ? AND kind = ? AND bucket IN ",
        select -> {
          select.setInt(1, Tier.MINUTE.ordinal());
          select.setInt(2, Kind.OPERATIONS.number());
          return 3;
        },
        kept,
        "",
        row -> {
          if (names.has(row.getLong(2))) {
            long minute = row.getLong(1);
            long subject = row.getLong(2);
            Row one = new Row(row.getLong(3), row.getBytes(4), Row.NONE);
            sum.clear();
            try {
              sum.add(one);
            } catch (RuntimeException e) {
              badRows.skip("rollups", Row.key(Tier.MINUTE, Kind.OPERATIONS, minute, subject), e);
              return;
            }
            reader.read(minute, names.of(subject).series(), sum.value());
          }
        });
  }
}
