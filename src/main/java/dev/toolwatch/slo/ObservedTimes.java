package dev.toolwatch.slo;

import dev.toolwatch.signal.Minutes;
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
import java.util.List;

/**
 * The times at which any Toolwatch was there to count, kept for as long as days are. Thread-safe;
 * methods block, and throw a {@link dev.toolwatch.store.StoreException} if the store is away. Bounds: a
 * row for each start of a process.
 */
@TenantScoped
final class ObservedTimes {
  private final Transactions transactions;

  ObservedTimes(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Adds the time, from its first to its last minute, in which this process counted all that came. */
  void add(Instant from, Instant to) {
    transactions.write(
        transaction -> {
          add(transaction, from, to);
          return null;
        });
  }

  static void add(Transaction transaction, Instant from, Instant to) throws SQLException {
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO observed (incarnation, first_minute, last_minute) VALUES (?, ?, ?)"
                + " ON CONFLICT (incarnation, first_minute) DO UPDATE SET"
                + " last_minute = excluded.last_minute")) {
      upsert.setLong(1, transaction.incarnation());
      upsert.setLong(2, Minutes.of(from));
      upsert.setLong(3, Minutes.of(to));
      upsert.executeUpdate();
    }
  }

  /** When any process counted within a range: whole minutes, in no order, overlapping. */
  List<Range> within(Range range) {
    return transactions.read(
        transaction -> {
          List<Range> observed = new ArrayList<>();
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT first_minute, last_minute FROM observed"
                      + " WHERE last_minute >= ? AND first_minute < ?")) {
            select.setLong(1, range.fromMinute());
            select.setLong(2, range.toMinute());
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                long first = Math.max(rows.getLong(1), range.fromMinute());
                long end = Math.min(rows.getLong(2) + 1, range.toMinute());
                observed.add(new Range(Minutes.start(first), Minutes.start(end)));
              }
            }
          }
          return observed;
        });
  }

  /** Drops times that have been kept long enough. */
  void expire(Retention retention, Instant now) {
    long limit = retention.firstOfDays(now);
    transactions.write(transaction -> transaction.deleteBelow("observed", "last_minute", limit));
  }
}
