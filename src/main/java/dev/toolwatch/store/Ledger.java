package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Events of indicators by the minute, kept for as long as days are, and the times at which any
 * Toolwatch was there to count. The same from every replica.
 *
 * <p>Thread-safe; methods block, and throw a {@link StoreException} where the store is away. Bounds:
 * a row of some 200 bytes for every hour of a service's indicator in which there were events.
 */
public final class Ledger {
  /**
   * SQLite takes the tables of a cross join in their order; left to itself, it reads the hours of all
   * indicators.
   */
  private static final String FIRST_INDICATORS =
      " CROSS JOIN indicator_hours h WHERE h.indicator = i.id";

  private final Tables tables;
  private final Set<List<String>> introduced = ConcurrentHashMap.newKeySet();

  Ledger(Tables tables) {
    this.tables = tables;
  }

  /**
   * Brings the counts up to date with what has been flushed.
   *
   * @param indicators all that are counted; of one that is new, all minutes that are still kept are
   *     counted
   * @param most transactions at most, each of some hours
   * @return whether nothing is left to be counted
   */
  public boolean settle(List<Indicator> indicators, int most) {
    List<String> names = indicators.stream().map(Indicator::name).toList();
    if (!introduced.contains(names)) {
      tables.write(
          connection -> {
            writer(connection, indicators).introduce();
            return null;
          });
      introduced.clear();
      introduced.add(names);
    }
    for (int i = 0; i < most; i++) {
      if (!tables.write(connection -> writer(connection, indicators).settle())) {
        return true;
      }
    }
    return false;
  }

  private LedgerWriter writer(Connection connection, List<Indicator> indicators) {
    return new LedgerWriter(connection, tables.dialect(), indicators);
  }

  /** Says that this process has counted all that came from one time to another. */
  public void observed(Instant from, Instant to) {
    tables.write(
        connection -> {
          try (PreparedStatement upsert =
              connection.prepareStatement(
                  "INSERT INTO observed (incarnation, first_minute, last_minute) VALUES (?, ?, ?)"
                      + " ON CONFLICT (incarnation, first_minute) DO UPDATE SET"
                      + " last_minute = excluded.last_minute")) {
            upsert.setLong(1, tables.incarnation());
            upsert.setLong(2, Calendar.minute(from));
            upsert.setLong(3, Calendar.minute(to));
            return upsert.executeUpdate();
          }
        });
  }

  /** When any process counted within a range: whole minutes, in no order, overlapping. */
  public List<Range> observed(Range within) {
    return tables.read(
        connection -> {
          List<Range> observed = new ArrayList<>();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT first_minute, last_minute FROM observed"
                      + " WHERE last_minute >= ? AND first_minute < ?")) {
            select.setLong(1, within.fromMinute());
            select.setLong(2, within.toMinute());
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                long first = Math.max(rows.getLong(1), within.fromMinute());
                long end = Math.min(rows.getLong(2) + 1, within.toMinute());
                observed.add(new Range(Calendar.instant(first), Calendar.instant(end)));
              }
            }
          }
          return observed;
        });
  }

  /** All services with events of an indicator, ever. */
  public Map<String, IndicatorTotal> totals(String indicator) {
    return tables.read(
        connection -> {
          Map<String, IndicatorTotal> totals = new TreeMap<>();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT service, first_minute, events, bad FROM indicators WHERE name = ?")) {
            select.setString(1, indicator);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                totals.put(
                    rows.getString(1),
                    new IndicatorTotal(
                        Calendar.instant(rows.getLong(2)), rows.getLong(3), rows.getLong(4)));
              }
            }
          }
          return totals;
        });
  }

  /**
   * Events by the minute.
   *
   * @param service the service, or null for all
   * @return by service; those without events in the range are not there
   */
  public Map<String, MinuteCounts> minutes(String indicator, String service, Range range) {
    return tables.read(
        connection -> {
          Map<String, MinuteCounts> minutes = new TreeMap<>();
          hours(
              connection,
              indicator,
              service,
              HourCounts.hour(range.fromMinute()),
              range.toMinute(),
              (name, hour, counts) ->
                  counts.addTo(
                      minutes.computeIfAbsent(name, key -> new MinuteCounts(range)), hour));
          return minutes;
        });
  }

  /**
   * Sums of all events in a range, which may be years.
   *
   * @param service the service, or null for all
   * @return by service; those without events in the range are not there
   */
  public Map<String, EventCount> sums(String indicator, String service, Range range) {
    long from = range.fromMinute();
    long to = range.toMinute();
    long firstHour = HourCounts.hour(from + HourCounts.MINUTES - 1);
    long lastEnd = HourCounts.hour(to);
    if (firstHour >= lastEnd) {
      return total(minutes(indicator, service, range));
    }
    return tables.read(
        connection -> {
          Map<String, EventCount> sums = new HashMap<>();
          whole(connection, indicator, service, firstHour, lastEnd, sums);
          List<Range> edges =
              List.of(
                  new Range(Calendar.instant(from), Calendar.instant(firstHour)),
                  new Range(Calendar.instant(lastEnd), Calendar.instant(to)));
          for (Range edge : edges) {
            if (edge.fromMinute() < edge.toMinute()) {
              Map<String, MinuteCounts> minutes = new HashMap<>();
              hours(
                  connection,
                  indicator,
                  service,
                  HourCounts.hour(edge.fromMinute()),
                  edge.toMinute(),
                  (name, hour, counts) ->
                      counts.addTo(
                          minutes.computeIfAbsent(name, key -> new MinuteCounts(edge)), hour));
              total(minutes).forEach((name, count) -> sums.merge(name, count, EventCount::plus));
            }
          }
          sums.values().removeIf(sum -> sum.events() == 0);
          return sums;
        });
  }

  private static Map<String, EventCount> total(Map<String, MinuteCounts> minutes) {
    Map<String, EventCount> totals = new HashMap<>();
    minutes.forEach(
        (service, counts) -> {
          EventCount sum = counts.sum(0, counts.minutes());
          if (sum.events() > 0) {
            totals.put(service, sum);
          }
        });
    return totals;
  }

  private static void whole(
      Connection connection,
      String indicator,
      String service,
      long from,
      long to,
      Map<String, EventCount> sums)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT i.service, SUM(h.events), SUM(h.bad) FROM indicators i"
                + FIRST_INDICATORS
                + " AND i.name = ? AND h.hour >= ? AND h.hour < ?"
                + (service == null ? "" : " AND i.service = ?")
                + " GROUP BY i.service")) {
      set(select, indicator, service, from, to);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          sums.merge(
              rows.getString(1),
              new EventCount(rows.getLong(2), rows.getLong(3)),
              EventCount::plus);
        }
      }
    }
  }

  @FunctionalInterface
  private interface HourReader {
    void read(String service, long hour, HourCounts counts);
  }

  private static void hours(
      Connection connection,
      String indicator,
      String service,
      long fromHour,
      long to,
      HourReader reader)
      throws SQLException {
    try (PreparedStatement select =
        Database.streaming(
            connection.prepareStatement(
                "SELECT i.service, h.hour, h.data FROM indicators i"
                    + FIRST_INDICATORS
                    + " AND i.name = ? AND h.hour >= ? AND h.hour < ?"
                    + (service == null ? "" : " AND i.service = ?")))) {
      set(select, indicator, service, fromHour, to);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          reader.read(rows.getString(1), rows.getLong(2), HourCounts.of(rows.getBytes(3)));
        }
      }
    }
  }

  private static void set(
      PreparedStatement select, String indicator, String service, long from, long to)
      throws SQLException {
    select.setString(1, indicator);
    select.setLong(2, from);
    select.setLong(3, to);
    if (service != null) {
      select.setString(4, service);
    }
  }
}
