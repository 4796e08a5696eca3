package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the table {@code rollups}, within one transaction: each time from the widest buckets there are. */
final class RollupReader {
  private static final List<Tier> ALL_TIERS = List.of(Tier.values());

  private final Connection connection;
  private final Calendar calendar;

  RollupReader(Connection connection, Calendar calendar) {
    this.connection = connection;
    this.calendar = calendar;
  }

  /** Adds the rows of several ranges to sums. */
  <V> void read(
      Kind<V> kind, List<Range> slices, SelectedSubjects names, boolean users, Slices<Sum<V>> sums)
      throws SQLException {
    for (Cover.Run run : cover(slices, ALL_TIERS).runs()) {
      read(kind, run, names, users, sums);
    }
  }

  /** Which buckets answer for ranges now. */
  Cover cover(List<Range> slices, List<Tier> tiers) throws SQLException {
    List<Set<Long>> dirty = new ArrayList<>();
    for (int i = 0; i < ALL_TIERS.size(); i++) {
      dirty.add(new HashSet<>());
    }
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery("SELECT tier, bucket FROM dirty")) {
      while (rows.next()) {
        dirty.get(rows.getInt(1)).add(rows.getLong(2));
      }
    }
    return Cover.of(slices, tiers, calendar, Horizons.read(connection, ""), dirty);
  }

  /** Adds the rows of consecutive buckets to sums. */
  <V> void read(
      Kind<V> kind, Cover.Run run, SelectedSubjects names, boolean users, Slices<Sum<V>> sums)
      throws SQLException {
    if (names.subjects().isEmpty()) {
      return;
    }
    String columns =
        "SELECT bucket, subject, operations, data" + (users ? ", users" : "") + " FROM rollups";
    InList.RowReader reader =
        row -> {
          long subject = row.getLong(2);
          if (names.has(subject)) {
            byte[] who = users ? row.getBytes(5) : Row.NONE;
            long bucket = row.getLong(1);
            Row one = new Row(row.getLong(3), row.getBytes(4), who);
            try {
              sums.sum(bucket, subject).add(one);
            } catch (RuntimeException e) {
              BadRows.skip("rollups", Row.key(run.tier(), kind, bucket, subject), e);
            }
          }
        };
    if (names.areFew()) {
      List<Long> ids = names.ids();
      InList.query(
          connection,
          columns
              + " WHERE tier = ? AND kind = ? AND subject IN "
              + InList.list(ids.size())
              + " AND bucket IN ",
          select -> {
            select.setInt(1, run.tier().ordinal());
            select.setInt(2, kind.number());
            for (int i = 0; i < ids.size(); i++) {
              select.setLong(3 + i, ids.get(i));
            }
            return 3 + ids.size();
          },
          calendar.buckets(run),
          "",
          reader);
      return;
    }
    try (PreparedStatement select =
        Database.streaming(
            connection.prepareStatement(
                columns + " WHERE tier = ? AND kind = ? AND bucket >= ? AND bucket < ?"))) {
      select.setInt(1, run.tier().ordinal());
      select.setInt(2, kind.number());
      select.setLong(3, run.from());
      select.setLong(4, run.to());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }
}
