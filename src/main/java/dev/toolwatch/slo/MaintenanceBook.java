package dev.toolwatch.slo;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
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
import java.util.List;
import java.util.Optional;

/**
 * The table of maintenance windows, with who entered them and who took them back. Thread-safe; methods
 * block, and throw a {@link dev.toolwatch.store.StoreException} if the store is away. Bounds: {@link
 * #MAX_OPEN}.
 */
@TenantScoped
public final class MaintenanceBook {
  /** Windows that have not been taken back and are not over. */
  public static final int MAX_OPEN = 1_000;

  private static final String COLUMNS =
      "SELECT id, service, first_minute, end_minute, reason, created_by, created_millis,"
          + " deleted_by, deleted_millis FROM maintenance_windows";

  private final Transactions transactions;

  public MaintenanceBook(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Enters a window, unless it overlaps one that holds for the same service or for all.
   *
   * @param address where whoever enters it is, for the audit trail
   * @return the window that it overlaps; empty if it was entered
   * @throws IllegalStateException if too many are not over
   */
  public Optional<Maintenance> add(Maintenance window, String address) {
    return transactions.write(
        transaction -> {
          transaction.lock(Ledger.LOCK);
          int open = 0;
          for (Maintenance other : list(transaction, true)) {
            boolean same =
                window.isOfAll() || other.isOfAll() || window.service().equals(other.service());
            if (same && other.from().isBefore(window.to()) && window.from().isBefore(other.to())) {
              return Optional.of(other);
            }
            open += other.to().isAfter(window.createdAt()) ? 1 : 0;
          }
          if (open >= MAX_OPEN) {
            throw new IllegalStateException("there are " + open + " maintenance windows ahead");
          }
          insert(transaction, window);
          AuditLog.add(
              transaction,
              entry(
                  window, window.createdBy(), address, "maintenance.schedule", window.createdAt()));
          return Optional.empty();
        });
  }

  private static AuditEntry entry(
      Maintenance window, String by, String address, String action, Instant at) {
    String of = window.isOfAll() ? "all services" : window.service().name();
    String detail = "%s, %s to %s: %s".formatted(of, window.from(), window.to(), window.reason());
    return new AuditEntry(at, by, address, action, window.id(), detail);
  }

  static void insert(Transaction transaction, Maintenance window) throws SQLException {
    try (PreparedStatement insert =
        transaction.prepare(
            "INSERT INTO maintenance_windows (id, service, first_minute, end_minute, reason,"
                + " created_by, created_millis) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, window.id());
      insert.setString(2, window.service().name());
      insert.setLong(3, Minutes.of(window.from()));
      insert.setLong(4, Minutes.of(window.to()));
      insert.setString(5, window.reason());
      insert.setString(6, window.createdBy());
      insert.setLong(7, window.createdAt().toEpochMilli());
      insert.executeUpdate();
    }
  }

  /**
   * Takes a window back. The row stays, with who did it.
   *
   * @param address where whoever does it is, for the audit trail
   * @return the window as it is now; empty if no window of that id is in force
   */
  public Optional<Maintenance> delete(String id, String by, String address, Instant at) {
    return transactions.write(
        transaction -> {
          try (PreparedStatement update =
              transaction.prepare(
                  "UPDATE maintenance_windows SET deleted_by = ?, deleted_millis = ?"
                      + " WHERE id = ? AND deleted_millis IS NULL")) {
            update.setString(1, by);
            update.setLong(2, at.toEpochMilli());
            update.setString(3, id);
            if (update.executeUpdate() == 0) {
              return Optional.empty();
            }
          }
          Optional<Maintenance> deleted =
              list(transaction, false).stream()
                  .filter(window -> window.id().equals(id))
                  .findFirst();
          if (deleted.isPresent()) {
            AuditLog.add(transaction, entry(deleted.get(), by, address, "maintenance.cancel", at));
          }
          return deleted;
        });
  }

  /**
   * All windows, in the order of their time.
   *
   * @param onlyInForce without those that have been taken back
   */
  public List<Maintenance> list(boolean onlyInForce) {
    return transactions.read(transaction -> list(transaction, onlyInForce));
  }

  private static List<Maintenance> list(Transaction transaction, boolean onlyInForce)
      throws SQLException {
    List<Maintenance> windows = new ArrayList<>();
    try (PreparedStatement select =
            transaction.prepare(
                COLUMNS
                    + (onlyInForce ? " WHERE deleted_millis IS NULL" : "")
                    + " ORDER BY first_minute, id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        String id = rows.getString(1);
        try {
          windows.add(window(rows));
        } catch (RuntimeException e) {
          transaction.skip("maintenance_windows", id, e);
        }
      }
    }
    return windows;
  }

  private static Maintenance window(ResultSet row) throws SQLException {
    long deleted = row.getLong(9);
    boolean holds = row.wasNull();
    return new Maintenance(
        row.getString(1),
        ServiceId.of(row.getString(2)),
        Minutes.start(row.getLong(3)),
        Minutes.start(row.getLong(4)),
        row.getString(5),
        row.getString(6),
        Instant.ofEpochMilli(row.getLong(7)),
        row.getString(8),
        holds ? null : Instant.ofEpochMilli(deleted));
  }

  /** Drops windows that ended too long ago. */
  void expire(Retention retention, Instant now) {
    long limit = retention.firstOfDays(now);
    transactions.write(
        transaction -> transaction.deleteBelow("maintenance_windows", "end_minute", limit));
  }
}
