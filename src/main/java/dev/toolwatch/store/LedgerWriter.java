package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Settles minutes: counts their events anew from all roll-ups of theirs. It is the same if it is
 * done again, and by any replica. A flush marks what it adds to in its own transaction; where one
 * commits after a mark was taken, its own mark stays, and the minute is settled once more.
 */
final class LedgerWriter {
  /** Minutes of one transaction, so that no flush waits long. */
  private static final int MOST_AT_ONCE = 240;

  private static final String MARK =
      "INSERT INTO unsettled (minute, incarnation) VALUES (?, ?)"
          + " ON CONFLICT (minute, incarnation) DO UPDATE SET minute = excluded.minute";

  private final Connection connection;
  private final Dialect dialect;
  private final List<Indicator> indicators;

  LedgerWriter(Connection connection, Dialect dialect, List<Indicator> indicators) {
    this.connection = connection;
    this.dialect = dialect;
    this.indicators = indicators;
  }

  /** Marks minutes; within the transaction that changes them. */
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

  /** Marks all minutes that there are where an indicator is new. */
  void introduce() throws SQLException {
    lock();
    for (Indicator indicator : indicators) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO facts (name, fact) VALUES (?, 'counted')"
                  + " ON CONFLICT (name) DO NOTHING")) {
        insert.setString(1, "indicator " + indicator.name());
        if (insert.executeUpdate() == 0) {
          continue;
        }
      }
      try (Statement mark = connection.createStatement()) {
        mark.executeUpdate(
            "INSERT INTO unsettled (minute, incarnation)"
                + " SELECT DISTINCT bucket, 0 FROM rollups WHERE tier = 0 AND kind = 0"
                + " ON CONFLICT (minute, incarnation) DO NOTHING");
      }
    }
  }

  /**
   * Settles some minutes.
   *
   * @return whether there may be more
   */
  boolean settle() throws SQLException {
    lock();
    List<Long> marked = marked();
    delete(marked);
    long horizon = Horizons.read(connection, dialect.shared).minutes();
    List<Long> minutes = marked.stream().filter(minute -> minute >= horizon).toList();
    Map<Counted, Map<Long, EventCount>> counts = count(minutes);
    for (Map.Entry<Counted, Map<Long, EventCount>> one : counts.entrySet()) {
      write(one.getKey(), one.getValue());
    }
    return marked.size() == MOST_AT_ONCE;
  }

  /** One at a time over all replicas: hours are read, changed and written. */
  private void lock() throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery(
                "SELECT fact FROM facts WHERE name = 'ledger'" + dialect.exclusive)) {
      row.next();
    }
  }

  private List<Long> marked() throws SQLException {
    List<Long> minutes = new ArrayList<>();
    try (Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery(
                "SELECT DISTINCT minute FROM unsettled ORDER BY minute LIMIT " + MOST_AT_ONCE)) {
      while (rows.next()) {
        minutes.add(rows.getLong(1));
      }
    }
    return minutes;
  }

  private void delete(List<Long> minutes) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM unsettled WHERE minute = ?")) {
      for (long minute : minutes) {
        delete.setLong(1, minute);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  private Map<Counted, Map<Long, EventCount>> count(List<Long> minutes) throws SQLException {
    Map<Counted, Map<Long, EventCount>> counts = new TreeMap<>();
    if (minutes.isEmpty()) {
      return counts;
    }
    SelectedSubjects names =
        SelectedSubjects.read(
            connection,
            Subject.SERIES,
            null,
            subject -> indicators.stream().anyMatch(one -> one.series().test(subject.series())));
    InList.query(
        connection,
        "SELECT bucket, subject, operations, data FROM rollups"
            + " WHERE tier = ? AND kind = ? AND bucket IN ",
        select -> {
          select.setInt(1, Tier.MINUTE.ordinal());
          select.setInt(2, Kind.OPERATIONS.number());
          return 3;
        },
        minutes,
        "",
        row -> {
          if (names.has(row.getLong(2))) {
            Series series = names.of(row.getLong(2)).series();
            RollupSum sum = new RollupSum();
            sum.add(new Row(row.getLong(3), row.getBytes(4), Row.NONE));
            count(counts, row.getLong(1), series, sum.value());
          }
        });
    return counts;
  }

  private void count(
      Map<Counted, Map<Long, EventCount>> counts, long minute, Series series, Rollup rollup) {
    for (Indicator indicator : indicators) {
      if (indicator.series().test(series)) {
        EventCount more = new EventCount(rollup.total(), indicator.bad().applyAsLong(rollup));
        counts
            .computeIfAbsent(
                new Counted(series.service(), indicator.name()), key -> new TreeMap<>())
            .merge(minute, more, EventCount::plus);
      }
    }
  }

  private void write(Counted what, Map<Long, EventCount> minutes) throws SQLException {
    long id = id(what, minutes.keySet().iterator().next());
    Map<Long, HourCounts> hours = new TreeMap<>();
    EventCount before = EventCount.NONE;
    for (long minute : minutes.keySet()) {
      long hour = HourCounts.hour(minute);
      if (!hours.containsKey(hour)) {
        HourCounts counts = hour(id, hour);
        hours.put(hour, counts);
        before = before.plus(counts.sum());
      }
      EventCount count = minutes.get(minute);
      hours.get(hour).set((int) (minute - hour), count.events(), count.bad());
    }
    EventCount after = EventCount.NONE;
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO indicator_hours (indicator, hour, events, bad, data)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (indicator, hour) DO UPDATE SET"
                + " events = excluded.events, bad = excluded.bad, data = excluded.data")) {
      for (Map.Entry<Long, HourCounts> hour : hours.entrySet()) {
        EventCount sum = hour.getValue().sum();
        after = after.plus(sum);
        upsert.setLong(1, id);
        upsert.setLong(2, hour.getKey());
        upsert.setLong(3, sum.events());
        upsert.setLong(4, sum.bad());
        upsert.setBytes(5, hour.getValue().toBytes());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE indicators SET events = events + ?, bad = bad + ?,"
                + " first_minute = CASE WHEN first_minute <= ? THEN first_minute ELSE ? END"
                + " WHERE id = ?")) {
      long first = minutes.keySet().iterator().next();
      update.setLong(1, after.events() - before.events());
      update.setLong(2, after.bad() - before.bad());
      update.setLong(3, first);
      update.setLong(4, first);
      update.setLong(5, id);
      update.executeUpdate();
    }
  }

  private long id(Counted what, long firstMinute) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO indicators (service, name, first_minute, events, bad)"
                + " VALUES (?, ?, ?, 0, 0) ON CONFLICT (service, name) DO NOTHING")) {
      insert.setString(1, what.service());
      insert.setString(2, what.indicator());
      insert.setLong(3, firstMinute);
      insert.executeUpdate();
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id FROM indicators WHERE service = ? AND name = ?")) {
      select.setString(1, what.service());
      select.setString(2, what.indicator());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private HourCounts hour(long indicator, long hour) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT data FROM indicator_hours WHERE indicator = ? AND hour = ?")) {
      select.setLong(1, indicator);
      select.setLong(2, hour);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? HourCounts.of(row.getBytes(1)) : new HourCounts();
      }
    }
  }

  private record Counted(String service, String indicator) implements Comparable<Counted> {
    @Override
    public int compareTo(Counted other) {
      int byService = service.compareTo(other.service);
      return byService != 0 ? byService : indicator.compareTo(other.indicator);
    }
  }
}
