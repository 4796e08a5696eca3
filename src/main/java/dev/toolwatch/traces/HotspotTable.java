package dev.toolwatch.traces;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.TenantScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tables {@code hotspots} and {@code hotspot_names}: self times by hour, kept as long as hours are.
 * Thread-safe; methods block, and throw a {@link dev.toolwatch.store.StoreException} if the store is
 * away.
 */
@TenantScoped
class HotspotTable {
  private static final double MICROS = 1e6;

  /** Waits for the other replicas' changes of the same names, which come in the same order. */
  private static final String NAME =
      "INSERT INTO hotspot_names (service, tool, kind, span, last_hour) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (service, tool, kind, span) DO UPDATE SET last_hour = excluded.last_hour"
          + " WHERE hotspot_names.last_hour < excluded.last_hour";

  private static final String SUM =
      "INSERT INTO hotspots (name, hour, incarnation, calls, micros)"
          + " SELECT id, ?, ?, ?, ? FROM hotspot_names"
          + " WHERE service = ? AND tool = ? AND kind = ? AND span = ?"
          + " ON CONFLICT (name, hour, incarnation) DO UPDATE SET"
          + " calls = hotspots.calls + excluded.calls, micros = hotspots.micros + excluded.micros";

  private static final String CALL = "n.kind = '" + HotspotShard.CALL + "'";

  private final Transactions transactions;

  /** Up to where everything has been dropped: the first minute of an hour. */
  private volatile long firstKept = Long.MIN_VALUE;

  HotspotTable(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Adds sums, by their number, once: after a failure nobody knows whether they were added, and they can
   * be added again under the same number.
   *
   * @param sequence of these, higher than that of those before
   */
  void add(Map<HotspotHour, HotspotSum> sums, long sequence) {
    transactions.write(
        transaction -> {
          if (!transaction.advance("hotspots", sequence)) {
            return false;
          }
          Map<SeriesKey, Map<Long, HotspotSum>> byName = new TreeMap<>();
          sums.forEach(
              (hour, sum) ->
                  byName
                      .computeIfAbsent(hour.name(), name -> new TreeMap<>())
                      .put(hour.hour(), sum));
          addNames(transaction, byName);
          addSums(transaction, byName);
          return true;
        });
  }

  private static void addNames(
      Transaction transaction, Map<SeriesKey, Map<Long, HotspotSum>> byName) throws SQLException {
    try (PreparedStatement upsert = transaction.prepare(NAME)) {
      for (Map.Entry<SeriesKey, Map<Long, HotspotSum>> entry : byName.entrySet()) {
        set(upsert, 1, entry.getKey());
        Set<Long> hours = entry.getValue().keySet();
        upsert.setLong(5, hours.stream().mapToLong(hour -> hour).max().orElseThrow());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private static void addSums(Transaction transaction, Map<SeriesKey, Map<Long, HotspotSum>> byName)
      throws SQLException {
    try (PreparedStatement upsert = transaction.prepare(SUM)) {
      for (Map.Entry<SeriesKey, Map<Long, HotspotSum>> entry : byName.entrySet()) {
        for (Map.Entry<Long, HotspotSum> hour : entry.getValue().entrySet()) {
          upsert.setLong(1, hour.getKey());
          upsert.setLong(2, transaction.incarnation());
          upsert.setDouble(3, hour.getValue().calls());
          // Whole numbers: SQLite keeps them in fewer bytes, and their sums are exact.
          upsert.setDouble(4, Math.rint(hour.getValue().seconds() * MICROS));
          set(upsert, 5, entry.getKey());
          upsert.addBatch();
        }
      }
      upsert.executeBatch();
    }
  }

  private static void set(PreparedStatement statement, int first, SeriesKey name)
      throws SQLException {
    statement.setString(first, name.service().name());
    statement.setString(first + 1, name.tool());
    statement.setString(first + 2, name.method());
    statement.setString(first + 3, name.detail());
  }

  /**
   * Sums of spans by name, those with the most self time first. Both databases look up the hours of each
   * name in the table's key: SQLite because it keeps the order of a cross join.
   */
  List<Hotspot> read(HotspotFilter filter) {
    String sql =
        "SELECT * FROM (SELECT n.id, n.service, n.tool, n.span, n.kind,"
            + " SUM(h.calls) AS calls, SUM(h.micros) AS micros,"
            + sumOfTool(CALL, "h.calls")
            + " AS tool_calls, "
            + sumOfTool(CALL, "h.micros")
            + " AS tool_micros, "
            + sumOfTool("NOT " + CALL, "h.micros")
            + " AS tool_self FROM hotspot_names n CROSS JOIN hotspots h"
            + " WHERE h.name = n.id AND h.hour >= ? AND h.hour < ?"
            + (filter.service() == null ? "" : " AND n.service = ?")
            + (filter.tool() == null ? "" : " AND n.tool = ?")
            + " GROUP BY n.id, n.service, n.tool, n.span, n.kind"
            + " WINDOW of_tool AS (PARTITION BY n.service, n.tool)) n WHERE NOT "
            + CALL
            + (isFirst(filter) ? "" : " AND (micros < ? OR (micros = ? AND id > ?))")
            + " ORDER BY micros DESC, id LIMIT ?";
    return transactions.query(
        transaction -> {
          try (PreparedStatement select = transaction.prepare(sql)) {
            set(select, filter);
            List<Hotspot> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                transaction.row();
                rows.add(row(row));
              }
            }
            return rows;
          }
        });
  }

  private static String sumOfTool(String condition, String column) {
    return "SUM(SUM(CASE WHEN " + condition + " THEN " + column + " ELSE 0 END)) OVER of_tool";
  }

  private static boolean isFirst(HotspotFilter filter) {
    return filter.afterMicros() == Double.POSITIVE_INFINITY;
  }

  private static void set(PreparedStatement select, HotspotFilter filter) throws SQLException {
    int parameter = 1;
    long end = filter.range().toMinute();
    select.setLong(parameter++, Minutes.hour(filter.range().fromMinute()));
    select.setLong(parameter++, end);
    if (filter.service() != null) {
      select.setString(parameter++, filter.service());
    }
    if (filter.tool() != null) {
      select.setString(parameter++, filter.tool());
    }
    if (!isFirst(filter)) {
      select.setDouble(parameter++, filter.afterMicros());
      select.setDouble(parameter++, filter.afterMicros());
      select.setLong(parameter++, filter.afterId());
    }
    select.setInt(parameter, filter.limit());
  }

  private static Hotspot row(ResultSet row) throws SQLException {
    return new Hotspot(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getDouble(6),
        row.getDouble(7),
        row.getDouble(8),
        row.getDouble(9),
        row.getDouble(10));
  }

  /** Drops what has been kept long enough, once for each hour that passes. */
  void expire(Retention retention, Instant now) {
    long first = Minutes.hour(Minutes.of(now) - retention.hours().toMinutes());
    if (first <= firstKept) {
      return;
    }
    transactions.write(
        transaction -> {
          // By name, since there is no index of hours: it would take a third of the room.
          try (PreparedStatement delete =
              transaction.prepare(
                  "DELETE FROM hotspots WHERE name IN (SELECT id FROM hotspot_names)"
                      + " AND hour < ?")) {
            delete.setLong(1, first);
            delete.executeUpdate();
          }
          return transaction.deleteBelow("hotspot_names", "last_hour", first);
        });
    firstKept = first;
  }
}
