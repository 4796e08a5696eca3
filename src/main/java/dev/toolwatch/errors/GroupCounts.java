package dev.toolwatch.errors;

import dev.toolwatch.cardinality.Family;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.StoredText;
import dev.toolwatch.store.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds to the tables {@code error_group_hours}, {@code error_group_days} and {@code
 * error_group_tools}, within a transaction that has the lock of all error groups. Pure functions.
 */
final class GroupCounts {
  /** Tools of a group that have a row of their own. */
  static final int MAX_TOOLS = 20;

  private GroupCounts() {}

  static void addHours(Transaction transaction, Map<Long, GroupPart> byId) throws SQLException {
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO error_group_hours (error_group, hour, events) VALUES (?, ?, ?)"
                + " ON CONFLICT (error_group, hour)"
                + " DO UPDATE SET events = error_group_hours.events + excluded.events")) {
      for (Map.Entry<Long, GroupPart> group : byId.entrySet()) {
        for (Map.Entry<Long, Long> hour : group.getValue().hours().entrySet()) {
          upsert.setLong(1, group.getKey());
          upsert.setLong(2, hour.getKey());
          upsert.setLong(3, hour.getValue());
          upsert.addBatch();
        }
      }
      upsert.executeBatch();
    }
  }

  static void addTools(Transaction transaction, Map<Long, GroupPart> byId) throws SQLException {
    Map<Long, Set<String>> known = tools(transaction, byId);
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO error_group_tools (error_group, tool, events) VALUES (?, ?, ?)"
                + " ON CONFLICT (error_group, tool)"
                + " DO UPDATE SET events = error_group_tools.events + excluded.events")) {
      for (Map.Entry<Long, GroupPart> group : byId.entrySet()) {
        Set<String> own = known.computeIfAbsent(group.getKey(), id -> new HashSet<>());
        Map<String, Long> sums = new TreeMap<>();
        // In the order of their names, so that the same ones get a row whenever it is tried.
        for (Map.Entry<String, Long> tool : new TreeMap<>(group.getValue().tools()).entrySet()) {
          String name = StoredText.of(tool.getKey(), GroupRows.MAX_NAME);
          boolean hasRow = own.contains(name) || own.size() < MAX_TOOLS && own.add(name);
          sums.merge(hasRow ? name : Family.OTHER, tool.getValue(), Long::sum);
        }
        for (Map.Entry<String, Long> sum : sums.entrySet()) {
          upsert.setLong(1, group.getKey());
          upsert.setString(2, sum.getKey());
          upsert.setLong(3, sum.getValue());
          upsert.addBatch();
        }
      }
      upsert.executeBatch();
    }
  }

  private static Map<Long, Set<String>> tools(Transaction transaction, Map<Long, GroupPart> byId)
      throws SQLException {
    Map<Long, Set<String>> tools = new HashMap<>();
    try (PreparedStatement select =
            transaction.prepare(
                "SELECT error_group, tool FROM error_group_tools WHERE tool <> '"
                    + Family.OTHER
                    + "' AND error_group IN "
                    + GroupRows.list(byId.keySet()));
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        tools.computeIfAbsent(row.getLong(1), id -> new HashSet<>()).add(row.getString(2));
      }
    }
    return tools;
  }

  static void addUsers(Transaction transaction, Map<Long, GroupPart> byId) throws SQLException {
    Map<GroupDay, byte[]> before = users(transaction, byId);
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO error_group_days (error_group, day, users) VALUES (?, ?, ?)"
                + " ON CONFLICT (error_group, day) DO UPDATE SET users = excluded.users")) {
      for (Map.Entry<Long, GroupPart> group : byId.entrySet()) {
        for (Map.Entry<Long, UserSketch> users : group.getValue().days().entrySet()) {
          GroupDay day = new GroupDay(group.getKey(), users.getKey());
          byte[] known = before.get(day);
          byte[] now = merged(transaction, day, known, users.getValue()).toBytes();
          if (!Arrays.equals(known, now)) {
            upsert.setLong(1, day.id());
            upsert.setLong(2, day.day());
            upsert.setBytes(3, now);
            upsert.addBatch();
          }
        }
      }
      upsert.executeBatch();
    }
  }

  /** A day, since the Unix epoch, of a group. */
  private record GroupDay(long id, long day) {}

  private static Map<GroupDay, byte[]> users(Transaction transaction, Map<Long, GroupPart> byId)
      throws SQLException {
    LongSummaryStatistics days =
        byId.values().stream()
            .flatMap(part -> part.days().keySet().stream())
            .mapToLong(day -> day)
            .summaryStatistics();
    Map<GroupDay, byte[]> users = new HashMap<>();
    try (PreparedStatement select =
        transaction.prepare(
            "SELECT error_group, day, users FROM error_group_days"
                + " WHERE day >= ? AND day <= ? AND error_group IN "
                + GroupRows.list(byId.keySet()))) {
      select.setLong(1, days.getMin());
      select.setLong(2, days.getMax());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          users.put(new GroupDay(row.getLong(1), row.getLong(2)), row.getBytes(3));
        }
      }
    }
    return users;
  }

  private static UserSketch merged(
      Transaction transaction, GroupDay day, byte[] before, UserSketch users) {
    try {
      return before == null ? users : UserSketch.fromBytes(before).plus(users);
    } catch (IllegalArgumentException e) {
      transaction.skip("error_group_days", "group " + day.id() + ", day " + day.day(), e);
      return users;
    }
  }
}
