package dev.toolwatch.errors;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.TenantScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads error groups for people, within the limits of queries. Thread-safe; methods block, and throw a
 * {@link dev.toolwatch.store.StoreException} if the store is away, or a {@link
 * dev.toolwatch.store.QueryRefusedException} if a query takes too much.
 */
@TenantScoped
public final class ErrorGroupReader {
  private final Transactions transactions;

  public ErrorGroupReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The groups that a filter wants, in any order: at most as many as the store keeps. */
  public List<CountedGroup> list(ErrorGroupFilter filter) {
    // Both databases look up the hours of each group in the table's key: SQLite because it keeps
    // the
    // order of a cross join.
    String sql =
        "SELECT "
            + GroupRows.COLUMNS
            + ", SUM(h.events) FROM error_groups g CROSS JOIN error_group_hours h"
            + " WHERE g.last_millis >= ? AND g.first_millis < ?"
            + " AND h.error_group = g.id AND h.hour >= ? AND h.hour < ?"
            + (filter.service() == null ? "" : " AND g.service = ?")
            + (filter.tool() == null
                ? ""
                : " AND EXISTS (SELECT 1 FROM error_group_tools t"
                    + " WHERE t.error_group = g.id AND t.tool = ?)")
            + " GROUP BY g.id";
    return transactions.query(
        transaction -> {
          try (PreparedStatement select = transaction.prepareLarge(sql)) {
            set(select, filter);
            List<CountedGroup> groups = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                transaction.row();
                long events = row.getLong(20);
                GroupRows.read(transaction, row)
                    .ifPresent(group -> groups.add(new CountedGroup(group, events)));
              }
            }
            return groups;
          }
        });
  }

  private static void set(PreparedStatement select, ErrorGroupFilter filter) throws SQLException {
    Range range = filter.range();
    int parameter = 1;
    select.setLong(parameter++, range.from().toEpochMilli());
    select.setLong(parameter++, range.to().toEpochMilli());
    select.setLong(parameter++, hour(range.fromMinute()));
    select.setLong(parameter++, hour(range.toMinute()));
    if (filter.service() != null) {
      select.setString(parameter++, filter.service());
    }
    if (filter.tool() != null) {
      select.setString(parameter, filter.tool());
    }
  }

  private static long hour(long minute) {
    return Math.floorDiv(minute, Minutes.HOUR);
  }

  /**
   * Reads the groups that had an error last, without their samples.
   *
   * @param most how many at most
   * @param reader given each of them, the latest first; only one is in memory at a time
   */
  public void forEachOfTheLatest(int most, Consumer<StoredGroup> reader) {
    transactions.<Void>query(
        transaction -> {
          try (PreparedStatement select =
              transaction.prepareLarge(
                  "SELECT "
                      + GroupRows.COLUMNS
                      + " FROM error_groups g ORDER BY g.last_millis DESC, g.id LIMIT ?")) {
            select.setInt(1, most);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                transaction.row();
                GroupRows.read(transaction, row).ifPresent(reader);
              }
            }
            return null;
          }
        });
  }

  /** A group with its samples, if there is one. */
  public Optional<StoredGroup> find(Fingerprint fingerprint) {
    return transactions.query(
        transaction -> {
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT " + GroupRows.COLUMNS + " FROM error_groups g WHERE g.fingerprint = ?")) {
            select.setString(1, fingerprint.toString());
            try (ResultSet row = select.executeQuery()) {
              Optional<StoredGroup> found =
                  row.next() ? GroupRows.read(transaction, row) : Optional.empty();
              if (found.isEmpty()) {
                return found;
              }
              long id = found.get().id();
              Map<Long, List<ErrorSample>> samples = SampleRows.read(transaction, List.of(id));
              return Optional.of(found.get().with(samples.getOrDefault(id, List.of())));
            }
          }
        });
  }

  /**
   * The errors of a group by hours since the Unix epoch; hours without any are left out.
   *
   * @param id of the group's row
   */
  public SortedMap<Long, Long> hours(long id, Range range) {
    return transactions.query(
        transaction -> {
          try (PreparedStatement select =
              transaction.prepareLarge(
                  "SELECT hour, events FROM error_group_hours"
                      + " WHERE error_group = ? AND hour >= ? AND hour < ?")) {
            select.setLong(1, id);
            select.setLong(2, hour(range.fromMinute()));
            select.setLong(3, hour(range.toMinute()));
            SortedMap<Long, Long> hours = new TreeMap<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                transaction.row();
                hours.put(row.getLong(1), row.getLong(2));
              }
            }
            return hours;
          }
        });
  }

  /**
   * What belongs to groups, by the numbers of their rows.
   *
   * @param range whose users are wanted: those of all days, by UTC, that it touches
   */
  public Map<Long, GroupDetails> details(Collection<Long> ids, Range range) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return transactions.query(
        transaction -> {
          Map<Long, UserSketch> users = users(transaction, ids, range);
          Map<Long, List<String>> tools = tools(transaction, ids);
          Map<Long, long[]> traces = traces(transaction, ids);
          Map<Long, GroupDetails> details = new HashMap<>();
          for (Long id : ids) {
            long[] trace = traces.getOrDefault(id, new long[2]);
            details.put(
                id,
                new GroupDetails(
                    users.getOrDefault(id, UserSketch.EMPTY),
                    tools.getOrDefault(id, List.of()),
                    trace[0],
                    trace[1]));
          }
          return details;
        });
  }

  private static Map<Long, UserSketch> users(
      Transaction transaction, Collection<Long> ids, Range range) throws SQLException {
    Map<Long, UserSketch> users = new HashMap<>();
    try (PreparedStatement select =
        transaction.prepareLarge(
            "SELECT error_group, users, day FROM error_group_days"
                + " WHERE day >= ? AND day <= ? AND error_group IN "
                + GroupRows.list(ids))) {
      select.setLong(1, Math.floorDiv(range.fromMinute(), Minutes.DAY));
      select.setLong(2, Math.floorDiv(range.toMinute() - 1, Minutes.DAY));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          transaction.row();
          try {
            UserSketch day = UserSketch.fromBytes(row.getBytes(2));
            users.merge(row.getLong(1), day, UserSketch::plus);
          } catch (IllegalArgumentException e) {
            String key = "group " + row.getLong(1) + ", day " + row.getLong(3);
            transaction.skip("error_group_days", key, e);
          }
        }
      }
    }
    return users;
  }

  private static Map<Long, List<String>> tools(Transaction transaction, Collection<Long> ids)
      throws SQLException {
    Map<Long, List<String>> tools = new HashMap<>();
    try (PreparedStatement select =
            transaction.prepareLarge(
                "SELECT error_group, tool FROM error_group_tools WHERE tool <> ''"
                    + " AND error_group IN "
                    + GroupRows.list(ids)
                    + " ORDER BY events DESC, tool");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        transaction.row();
        tools.computeIfAbsent(row.getLong(1), id -> new ArrayList<>()).add(row.getString(2));
      }
    }
    return tools;
  }

  private static Map<Long, long[]> traces(Transaction transaction, Collection<Long> ids)
      throws SQLException {
    Map<Long, long[]> traces = new HashMap<>();
    try (PreparedStatement select =
            transaction.prepareLarge(
                "SELECT error_group, trace_high, trace_low FROM error_group_samples"
                    + " WHERE (trace_high <> 0 OR trace_low <> 0) AND error_group IN "
                    + GroupRows.list(ids)
                    + " ORDER BY millis, id");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        transaction.row();
        traces.put(row.getLong(1), new long[] {row.getLong(2), row.getLong(3)});
      }
    }
    return traces;
  }
}
