package dev.toolwatch.slo;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.DataRefusedException;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.TenantScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The table of alerts, by their fingerprint and start. An alert that comes again only gets its end.
 * Thread-safe; methods block, and throw a {@link dev.toolwatch.store.StoreException} if the store is
 * away. Bounds: over {@link #MAX} alerts, the oldest are dropped and counted.
 */
@TenantScoped
public final class AlertLog {
  /** Alerts of all services: ninety a day for three years. */
  public static final int MAX = 100_000;

  private final Transactions transactions;
  private final AtomicLong limited = new AtomicLong();

  public AlertLog(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Adds alerts. Of those that are known, it adds the end.
   *
   * @return those that the database refuses; the others are stored
   */
  public List<Alert> add(List<Alert> alerts) {
    try {
      addAll(alerts);
      return List.of();
    } catch (DataRefusedException e) {
      return alerts.stream().filter(this::isRefused).toList();
    }
  }

  private boolean isRefused(Alert alert) {
    try {
      addAll(List.of(alert));
      return false;
    } catch (DataRefusedException e) {
      return true;
    }
  }

  private void addAll(List<Alert> alerts) {
    limited.addAndGet(
        transactions.write(
            transaction -> {
              insert(transaction, alerts);
              return limit(transaction);
            }));
  }

  static void insert(Transaction transaction, List<Alert> alerts) throws SQLException {
    try (PreparedStatement upsert =
        transaction.prepare(
            "INSERT INTO alerts (fingerprint, starts_millis, service, name, severity,"
                + " received_millis, ends_millis) VALUES (?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (fingerprint, starts_millis) DO UPDATE SET"
                + " ends_millis = COALESCE(excluded.ends_millis, alerts.ends_millis)")) {
      for (Alert alert : alerts) {
        upsert.setString(1, alert.fingerprint());
        upsert.setLong(2, alert.startsAt().toEpochMilli());
        upsert.setString(3, alert.service().name());
        upsert.setString(4, alert.name());
        upsert.setString(5, alert.severity());
        upsert.setLong(6, alert.receivedAt().toEpochMilli());
        if (alert.endsAt() == null) {
          upsert.setNull(7, Types.BIGINT);
        } else {
          upsert.setLong(7, alert.endsAt().toEpochMilli());
        }
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  /** Drops the oldest over the limit, and returns how many. */
  private static int limit(Transaction transaction) throws SQLException {
    try (PreparedStatement select = transaction.prepare("SELECT COUNT(*) FROM alerts");
        ResultSet row = select.executeQuery()) {
      row.next();
      int over = row.getInt(1) - MAX;
      if (over > 0) {
        try (PreparedStatement delete =
            transaction.prepare(
                "DELETE FROM alerts WHERE (fingerprint, starts_millis) IN"
                    + " (SELECT fingerprint, starts_millis FROM alerts"
                    + " ORDER BY starts_millis, fingerprint LIMIT ?)")) {
          delete.setInt(1, over);
          delete.executeUpdate();
        }
      }
      return Math.max(0, over);
    }
  }

  /** Alerts that this process dropped because there were too many. */
  public long limited() {
    return limited.get();
  }

  /** Alerts of services that began within a range, in that order. */
  public List<Alert> begun(Collection<ServiceId> services, Range range) {
    if (services.isEmpty()) {
      return List.of();
    }
    return transactions.read(
        transaction -> {
          List<Alert> alerts = new ArrayList<>();
          try (PreparedStatement select =
              transaction.prepare(
                  "SELECT fingerprint, starts_millis, service, name, severity, received_millis,"
                      + " ends_millis FROM alerts WHERE starts_millis >= ? AND starts_millis < ?"
                      + " AND service IN (?"
                      + ", ?".repeat(services.size() - 1)
                      + ") ORDER BY starts_millis, fingerprint")) {
            select.setLong(1, range.from().toEpochMilli());
            select.setLong(2, range.to().toEpochMilli());
            int parameter = 3;
            for (ServiceId service : services) {
              select.setString(parameter++, service.name());
            }
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                long ends = rows.getLong(7);
                boolean fires = rows.wasNull();
                alerts.add(
                    new Alert(
                        rows.getString(1),
                        Instant.ofEpochMilli(rows.getLong(2)),
                        ServiceId.of(rows.getString(3)),
                        rows.getString(4),
                        rows.getString(5),
                        Instant.ofEpochMilli(rows.getLong(6)),
                        fires ? null : Instant.ofEpochMilli(ends)));
              }
            }
          }
          return alerts;
        });
  }

  /** Drops alerts that have been kept long enough. */
  void expire(Retention retention, Instant now) {
    long limit = Minutes.startMillis(retention.firstOfDays(now));
    transactions.write(transaction -> transaction.deleteBelow("alerts", "starts_millis", limit));
  }
}
