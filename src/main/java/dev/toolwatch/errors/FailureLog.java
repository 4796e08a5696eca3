package dev.toolwatch.errors;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.TenantScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which tools failed with which types of errors, by the minute: kept for as long as minutes are, and
 * those of incidents for as long as days are. Thread-safe; methods block, and throw a {@link
 * dev.toolwatch.store.StoreException} if the store is away.
 */
@TenantScoped
public final class FailureLog {
  /** Ranges of one query: more of them take several. */
  private static final int MAX_RANGES = 1_000;

  private final Transactions transactions;

  public FailureLog(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Adds operations that failed, by their number, once: after a failure nobody knows whether they were
   * added, and they can be added again under the same number.
   *
   * @param sequence of these, higher than that of those before
   */
  public void add(Map<Failure, Long> failures, long sequence) {
    transactions.write(
        transaction -> {
          if (!transaction.advance("failures", sequence)) {
            return false;
          }
          insert(transaction, failures, false);
          return true;
        });
  }

  /** Adds operations that failed long ago, in an incident. */
  public static void addKept(Transaction transaction, Map<Failure, Long> failures)
      throws SQLException {
    insert(transaction, failures, true);
  }

  private static void insert(Transaction transaction, Map<Failure, Long> failures, boolean kept)
      throws SQLException {
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO failures"
                + " (minute, service, tool, error_type, incarnation, operations, kept)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (minute, service, tool, error_type, incarnation)"
                + " DO UPDATE SET operations = failures.operations + excluded.operations")) {
      for (Map.Entry<Failure, Long> failure : failures.entrySet()) {
        upsert.setLong(1, failure.getKey().minute());
        upsert.setString(2, failure.getKey().service().name());
        upsert.setString(3, failure.getKey().tool());
        upsert.setString(4, failure.getKey().errorType());
        upsert.setLong(5, transaction.incarnation());
        upsert.setLong(6, failure.getValue());
        upsert.setInt(7, kept ? 1 : 0);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  /** Keeps what failed in these ranges for as long as days are kept. */
  public void keep(ServiceId service, List<Range> incidents) {
    transactions.write(
        transaction -> {
          try (PreparedStatement update =
              transaction.prepare(
                  "UPDATE failures SET kept = 1"
                      + " WHERE minute >= ? AND minute < ? AND service = ? AND kept = 0")) {
            for (Range incident : incidents) {
              update.setLong(1, incident.fromMinute());
              update.setLong(2, incident.toMinute());
              update.setString(3, service.name());
              update.addBatch();
            }
            return update.executeBatch();
          }
        });
  }

  /**
   * What failed in each of several ranges, summed over services, minutes and replicas. One query, or a
   * few if there are very many ranges.
   */
  public List<FailureSums> sums(Collection<ServiceId> services, List<Range> ranges) {
    List<FailureSums> sums = new ArrayList<>();
    ranges.forEach(range -> sums.add(new FailureSums(new TreeMap<>(), new TreeMap<>())));
    if (!services.isEmpty() && !ranges.isEmpty()) {
      transactions.read(
          transaction -> {
            for (int from = 0; from < ranges.size(); from += MAX_RANGES) {
              int to = Math.min(from + MAX_RANGES, ranges.size());
              read(transaction, services, ranges.subList(from, to), sums.subList(from, to));
            }
            return null;
          });
    }
    return sums;
  }

  /**
   * Both databases take the ranges one after the other and look each up in the table's key: SQLite
   * because it keeps the order of a cross join.
   */
  private static void read(
      Transaction transaction,
      Collection<ServiceId> services,
      List<Range> ranges,
      List<FailureSums> sums)
      throws SQLException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      // Numbers of our own, which need no parameters.
      rows.add("(" + i + ", " + ranges.get(i).fromMinute() + ", " + ranges.get(i).toMinute() + ")");
    }
    String sql =
        "WITH spans (n, first_minute, end_minute) AS (VALUES "
            + String.join(", ", rows)
            + ") SELECT s.n, f.tool, f.error_type, SUM(f.operations)"
            + " FROM spans s CROSS JOIN failures f"
            + " WHERE f.minute >= s.first_minute AND f.minute < s.end_minute AND f.service IN (?"
            + ", ?".repeat(services.size() - 1)
            + ") GROUP BY s.n, f.tool, f.error_type";
    try (PreparedStatement select = transaction.prepareLarge(sql)) {
      int parameter = 1;
      for (ServiceId service : services) {
        select.setString(parameter++, service.name());
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          FailureSums sum = sums.get(row.getInt(1));
          sum.tools().merge(row.getString(2), row.getLong(4), Long::sum);
          sum.errorTypes().merge(row.getString(3), row.getLong(4), Long::sum);
        }
      }
    }
  }

  /** Drops what has been kept long enough. */
  void expire(Retention retention, Instant now) {
    transactions.write(
        transaction -> {
          try (PreparedStatement delete =
              transaction.prepare("DELETE FROM failures WHERE kept = 0 AND minute < ?")) {
            delete.setLong(1, retention.firstOfMinutes(now));
            delete.executeUpdate();
          }
          return transaction.deleteBelow("failures", "minute", retention.firstOfDays(now));
        });
  }
}
