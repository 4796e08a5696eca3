package dev.toolwatch.errors;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.store.AuditEntry;
import dev.toolwatch.store.AuditLog;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.TenantScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The tables of error groups: {@code error_groups}, a row a group, and those of its hours, days, tools
 * and samples. All that changes them takes turns, over all replicas: so what is read can be merged and
 * written back. Thread-safe; methods block, and throw a {@link dev.toolwatch.store.StoreException} if
 * the store is away.
 */
@TenantScoped
public final class ErrorGroupTable {
  private static final String TASK = "error_groups";
  static final String LOCK = "error_groups";

  /** Groups that are written by one set of statements, or dropped in one transaction. */
  private static final int GROUPS_AT_ONCE = 200;

  /** The tables whose rows go with their group. */
  private static final List<String> TABLES =
      List.of("error_group_hours", "error_group_days", "error_group_tools", "error_group_samples");

  private final Transactions transactions;

  /** Up to where everything has been dropped: the first minute of an hour. */
  private volatile long firstKept = Long.MIN_VALUE;

  public ErrorGroupTable(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Adds to groups, by the number of the addition, once: after a failure nobody knows whether it was
   * added, and it can be added again under the same number.
   *
   * @param samples how many a group keeps
   * @param sequence of this addition, higher than that of those before
   * @throws dev.toolwatch.store.DataRefusedException if the database does not take it
   */
  void add(List<GroupPart> parts, int samples, long sequence) {
    transactions.write(
        transaction -> {
          if (!transaction.advance(TASK, sequence)) {
            return false;
          }
          transaction.lock(LOCK);
          Map<Fingerprint, GroupPart> chunk = new LinkedHashMap<>();
          for (GroupPart part : parts) {
            Fingerprint fingerprint = part.grouping().fingerprint();
            // The driver makes one statement of a batch, which must not touch a row twice.
            if (chunk.size() == GROUPS_AT_ONCE || chunk.containsKey(fingerprint)) {
              add(transaction, chunk, samples);
              chunk.clear();
            }
            chunk.put(fingerprint, part);
          }
          add(transaction, chunk, samples);
          return true;
        });
  }

  private static void add(Transaction transaction, Map<Fingerprint, GroupPart> parts, int samples)
      throws SQLException {
    if (parts.isEmpty()) {
      return;
    }
    GroupRows.add(transaction, parts.values());
    GroupRows.regress(transaction, parts.values());
    Map<Long, GroupPart> byId = GroupRows.byId(transaction, parts.values());
    GroupCounts.addHours(transaction, byId);
    GroupCounts.addTools(transaction, byId);
    GroupCounts.addUsers(transaction, byId);
    SampleRows.keep(transaction, byId, samples);
  }

  /**
   * The groups that were seen last, without their samples, the latest first.
   *
   * @param most how many
   */
  List<StoredGroup> load(int most) {
    return transactions.read(
        transaction -> {
          List<StoredGroup> groups = new ArrayList<>();
          try (PreparedStatement select =
              transaction.prepareLarge(
                  "SELECT "
                      + GroupRows.COLUMNS
                      + " FROM error_groups g ORDER BY g.last_millis DESC, g.id DESC LIMIT ?")) {
            select.setInt(1, most);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                GroupRows.read(transaction, row).ifPresent(groups::add);
              }
            }
          }
          return groups;
        });
  }

  /**
   * The states that have changed, by whomever and in whichever replica.
   *
   * @param after the revision up to which they are known; 0 for all that were ever changed
   */
  GroupStates states(long after) {
    return transactions.read(
        transaction -> {
          Map<Fingerprint, GroupState> changed = new HashMap<>();
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT " + GroupRows.COLUMNS + " FROM error_groups g WHERE g.revision > ?")) {
            select.setLong(1, after);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                GroupRows.read(transaction, row)
                    .ifPresent(group -> changed.put(group.grouping().fingerprint(), group.state()));
              }
            }
          }
          return new GroupStates(GroupRows.revision(transaction), changed);
        });
  }

  /**
   * Sets the state of a group, with an entry of the audit trail.
   *
   * @param state by the number of errors that the group has had so far
   * @return the state; empty if there is no such group
   */
  public Optional<GroupState> change(
      Fingerprint fingerprint, LongFunction<GroupState> state, AuditEntry entry) {
    return transactions.write(
        transaction -> {
          transaction.lock(LOCK);
          try (PreparedStatement select =
              transaction.prepare("SELECT events FROM error_groups WHERE fingerprint = ?")) {
            select.setString(1, fingerprint.toString());
            try (ResultSet row = select.executeQuery()) {
              if (!row.next()) {
                return Optional.empty();
              }
              GroupState changed = state.apply(row.getLong(1));
              GroupRows.set(transaction, fingerprint, changed);
              AuditLog.add(transaction, entry);
              return Optional.of(changed);
            }
          }
        });
  }

  /**
   * Drops the groups that were seen least recently, with all that belongs to them, until few enough
   * are left.
   *
   * @param most how many may be left
   * @return how many were dropped
   */
  int dropBeyond(int most) {
    int dropped = 0;
    int now;
    do {
      now =
          transactions.write(
              transaction -> {
                transaction.lock(LOCK);
                long beyond = count(transaction) - most;
                return beyond <= 0 ? 0 : dropOldest(transaction, Long.MAX_VALUE, beyond);
              });
      dropped += now;
    } while (now > 0);
    return dropped;
  }

  private static long count(Transaction transaction) throws SQLException {
    try (PreparedStatement select = transaction.prepare("SELECT COUNT(*) FROM error_groups");
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static int dropOldest(Transaction transaction, long beforeMillis, long most)
      throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (PreparedStatement select =
        transaction.prepare(
            "SELECT id FROM error_groups WHERE last_millis < ? ORDER BY last_millis, id LIMIT ?")) {
      select.setLong(1, beforeMillis);
      select.setLong(2, Math.min(most, GROUPS_AT_ONCE));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          ids.add(row.getLong(1));
        }
      }
    }
    if (!ids.isEmpty()) {
      for (String table : TABLES) {
        delete(transaction, table + " WHERE error_group IN " + GroupRows.list(ids));
      }
      delete(transaction, "error_groups WHERE id IN " + GroupRows.list(ids));
    }
    return ids.size();
  }

  private static void delete(Transaction transaction, String rows) throws SQLException {
    try (PreparedStatement delete = transaction.prepare("DELETE FROM " + rows)) {
      delete.executeUpdate();
    }
  }

  /**
   * Drops what has been kept long enough, once for each hour that passes: errors by the hour and
   * users by the day as long as hours are kept, groups as long as days. So a group that comes back
   * after months is still known, with its state, and none whose events are listed has lost its users.
   */
  void expire(Retention retention, Instant now) {
    long first = Minutes.hour(Minutes.of(now) - retention.hours().toMinutes());
    if (first <= firstKept) {
      return;
    }
    transactions.write(
        transaction -> {
          transaction.lock(LOCK);
          expire(transaction, "error_group_hours", "hour", first / Minutes.HOUR);
          expire(transaction, "error_group_days", "day", Math.floorDiv(first, Minutes.DAY));
          return null;
        });
    long oldest = now.minus(retention.days()).toEpochMilli();
    int dropped;
    do {
      dropped =
          transactions.write(
              transaction -> {
                transaction.lock(LOCK);
                return dropOldest(transaction, oldest, Long.MAX_VALUE);
              });
    } while (dropped > 0);
    firstKept = first;
  }

  /** By group, since there is no index of times: it would take half of the room. */
  private static void expire(Transaction transaction, String table, String column, long first)
      throws SQLException {
    try (PreparedStatement delete =
        transaction.prepare(
            "DELETE FROM "
                + table
                + " WHERE error_group IN (SELECT id FROM error_groups) AND "
                + column
                + " < ?")) {
      delete.setLong(1, first);
      delete.executeUpdate();
    }
  }
}
