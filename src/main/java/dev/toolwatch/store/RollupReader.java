package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/** Reads the table {@code rollups}, within one transaction: each time from the widest buckets there are. */
final class RollupReader {
  static final List<Tier> ALL_TIERS = List.of(Tier.values());

  private final Connection connection;
  private final Calendar calendar;
  private final QueryGate.Query query;
  private final BadRows badRows;

  RollupReader(Connection connection, Calendar calendar, QueryGate.Query query, BadRows badRows) {
    this.connection = connection;
    this.calendar = calendar;
    this.query = query;
    this.badRows = badRows;
  }

  /** Takes rows. */
  @FunctionalInterface
  interface RowSink {
    void add(long bucket, long subject, Row row);
  }

  /** What is read of each row. The fewer, the faster. */
  enum Columns {
    /** The number of operations. */
    NUMBER("bucket, subject, operations"),
    /** The number and the data. */
    DATA("bucket, subject, operations, data"),
    /** All of it. */
    USERS("bucket, subject, operations, data, users");

    private final String select;

    Columns(String names) {
      select = "SELECT " + names + " FROM rollups";
    }

    private Row row(ResultSet row) throws SQLException {
      return new Row(
          row.getLong(3),
          this == NUMBER ? Row.NONE : row.getBytes(4),
          this == USERS ? row.getBytes(5) : Row.NONE);
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

  /** Reads the rows of consecutive buckets, in any order. */
  void read(Kind<?> kind, Cover.Run run, SelectedSubjects names, Columns columns, RowSink sink)
      throws SQLException {
    if (names.areFew()) {
      readFew(kind, run.tier(), calendar.buckets(run), names, columns, sink);
    } else if (names.arePart()) {
      readPart(kind, run.tier(), calendar.buckets(run), names, columns, sink);
    } else {
      readAll(kind, run, names, columns, "", sink);
    }
  }

  /**
   * The same in the order of buckets.
   *
   * @param unordered so many consecutive buckets come in any order
   * @param before told, between rows, that no more rows of earlier buckets will come
   */
  void readInOrder(
      Kind<?> kind,
      Cover.Run run,
      SelectedSubjects names,
      Columns columns,
      int unordered,
      LongConsumer before,
      RowSink sink)
      throws SQLException {
    if (!names.areFew()) {
      readAll(
          kind,
          run,
          names,
          columns,
          " ORDER BY bucket",
          (bucket, subject, row) -> {
            before.accept(bucket);
            sink.add(bucket, subject, row);
          });
      return;
    }
    List<Long> buckets = calendar.buckets(run);
    for (int from = 0; from < buckets.size(); from += unordered) {
      List<Long> some = buckets.subList(from, Math.min(from + unordered, buckets.size()));
      before.accept(some.get(0));
      readFew(kind, run.tier(), some, names, columns, sink);
    }
  }

  private void readFew(
      Kind<?> kind,
      Tier tier,
      List<Long> buckets,
      SelectedSubjects names,
      Columns columns,
      RowSink sink)
      throws SQLException {
    List<Long> ids = names.ids();
    if (ids.isEmpty()) {
      return;
    }
    InList.query(
        connection,
        columns.select
            + " WHERE tier = ? AND kind = ? AND subject IN "
            + InList.list(ids.size())
            + " AND bucket IN ",
        select -> {
          select.setInt(1, tier.ordinal());
          select.setInt(2, kind.number());
          for (int i = 0; i < ids.size(); i++) {
            select.setLong(3 + i, ids.get(i));
          }
          return 3 + ids.size();
        },
        buckets,
        "",
        row -> read(row, kind, tier, names, columns, sink));
  }

  /** Without touching the rows of other subjects, of which there are more. */
  private void readPart(
      Kind<?> kind,
      Tier tier,
      List<Long> buckets,
      SelectedSubjects names,
      Columns columns,
      RowSink sink)
      throws SQLException {
    long lowest = Collections.min(names.ids());
    long highest = Collections.max(names.ids());
    InList.query(
        connection,
        columns.select
            + " WHERE tier = ? AND kind = ? AND subject >= ? AND subject <= ? AND bucket IN ",
        select -> {
          select.setInt(1, tier.ordinal());
          select.setInt(2, kind.number());
          select.setLong(3, lowest);
          select.setLong(4, highest);
          return 5;
        },
        buckets,
        "",
        row -> read(row, kind, tier, names, columns, sink));
  }

  private void readAll(
      Kind<?> kind,
      Cover.Run run,
      SelectedSubjects names,
      Columns columns,
      String order,
      RowSink sink)
      throws SQLException {
    if (names.size() == 0) {
      return;
    }
    try (PreparedStatement select =
        Database.streaming(
            connection.prepareStatement(
                columns.select
                    + " WHERE tier = ? AND kind = ? AND bucket >= ? AND bucket < ?"
                    + order))) {
      select.setInt(1, run.tier().ordinal());
      select.setInt(2, kind.number());
      select.setLong(3, run.from());
      select.setLong(4, run.to());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          read(rows, kind, run.tier(), names, columns, sink);
        }
      }
    }
  }

  private void read(
      ResultSet row, Kind<?> kind, Tier tier, SelectedSubjects names, Columns columns, RowSink sink)
      throws SQLException {
    query.row();
    long subject = row.getLong(2);
    if (names.has(subject)) {
      long bucket = row.getLong(1);
      Row one = columns.row(row);
      try {
        sink.add(bucket, subject, one);
      } catch (IllegalArgumentException e) {
        badRows.skip("rollups", Row.key(tier, kind, bucket, subject), e);
      }
    }
  }
}
