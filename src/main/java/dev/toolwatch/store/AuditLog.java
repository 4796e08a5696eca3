package dev.toolwatch.store;

import dev.toolwatch.tenant.TenantScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The table {@code audit}: who changed what. Entries are written in the transaction of the change, so
 * that none is without the other. They are kept as long as days, and at most so many: then the oldest
 * go. Thread-safe; methods block, and throw a {@link StoreException} if the store is away.
 */
@TenantScoped
public class AuditLog implements StoreListener {
  /** Of entries. At a hundred changes a day, those of almost three years. */
  public static final int MAX = 100_000;

  private static final int MAX_TEXT = 1_000;

  private final Transactions transactions;
  private final int most;

  /** Keeps at most {@link #MAX} entries. */
  @Inject
  public AuditLog(Transactions transactions) {
    this(transactions, MAX);
  }

  /**
   * @param most the maximum number of entries after an expiry
   */
  AuditLog(Transactions transactions, int most) {
    this.transactions = transactions;
    this.most = most;
  }

  /** Adds an entry in the transaction of what it tells. */
  public static void add(Transaction transaction, AuditEntry entry) throws SQLException {
    try (PreparedStatement insert =
        transaction.prepare(
            "INSERT INTO audit (millis, who, action, subject, detail) VALUES (?, ?, ?, ?, ?)")) {
      insert.setLong(1, entry.time().toEpochMilli());
      insert.setString(2, StoredText.of(entry.who(), MAX_TEXT));
      insert.setString(3, StoredText.of(entry.action(), MAX_TEXT));
      insert.setString(4, StoredText.of(entry.subject(), MAX_TEXT));
      insert.setString(5, StoredText.of(entry.detail(), MAX_TEXT));
      insert.executeUpdate();
    }
  }

  /**
   * The latest entries, in the opposite order of their numbers.
   *
   * @param from the first moment
   * @param to the moment after the last
   * @param before the number of the last entry of the page before; {@link Long#MAX_VALUE} for the
   *     first page
   * @param limit the maximum number
   */
  public List<StoredAuditEntry> list(Instant from, Instant to, long before, int limit) {
    return transactions.query(
        transaction -> {
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT id, millis, who, action, subject, detail FROM audit"
                      + " WHERE id < ? AND millis >= ? AND millis < ? ORDER BY id DESC LIMIT ?")) {
            select.setLong(1, before);
            select.setLong(2, from.toEpochMilli());
            select.setLong(3, to.toEpochMilli());
            select.setInt(4, limit);
            List<StoredAuditEntry> entries = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                transaction.row();
                entries.add(entry(row));
              }
            }
            return entries;
          }
        });
  }

  private static StoredAuditEntry entry(ResultSet row) throws SQLException {
    return new StoredAuditEntry(
        row.getLong(1),
        new AuditEntry(
            Instant.ofEpochMilli(row.getLong(2)),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6)));
  }

  @Override
  public String task() {
    return "the audit trail";
  }

  @Override
  public void expire(Retention retention, Instant now) {
    long first = now.minus(retention.days()).toEpochMilli();
    transactions.write(
        transaction -> {
          try (PreparedStatement delete =
              transaction.prepare(
                  "DELETE FROM audit WHERE id <= (SELECT MAX(id) FROM audit) - ?")) {
            delete.setLong(1, most);
            delete.executeUpdate();
          }
          return transaction.deleteBelow("audit", "millis", first);
        });
  }
}
