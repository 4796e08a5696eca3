package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Alerts by their fingerprint and start: told again, one stays as it is but for its end. Thread-safe;
 * methods block, and throw a {@link StoreException} where the store is away. Bounds: of more than
 * {@link #MAX} those that began first go, and are counted.
 */
public final class AlertLog {
  /** Alerts that are kept, of all services: ninety a day for three years. */
  public static final int MAX = 100_000;

  private final Tables tables;
  private final AtomicLong limited = new AtomicLong();

  AlertLog(Tables tables) {
    this.tables = tables;
  }

  /** Adds alerts, or to those that are known their ends. */
  public void add(List<Alert> alerts) {
    limited.addAndGet(
        tables.write(
            connection -> {
              insert(connection, alerts);
              return limit(connection);
            }));
  }

  private static void insert(Connection connection, List<Alert> alerts) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO alerts (fingerprint, starts_millis, service, name, severity,"
                + " received_millis, ends_millis) VALUES (?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (fingerprint, starts_millis) DO UPDATE SET"
                + " ends_millis = COALESCE(excluded.ends_millis, alerts.ends_millis)")) {
      for (Alert alert : alerts) {
        upsert.setString(1, alert.fingerprint());
        upsert.setLong(2, alert.startsAt().toEpochMilli());
        upsert.setString(3, alert.service());
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

  /** Lets those that are too many go, and says how many they were. */
  private static int limit(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT COUNT(*) FROM alerts")) {
      row.next();
      int over = row.getInt(1) - MAX;
      if (over > 0) {
        try (PreparedStatement delete =
            connection.prepareStatement(
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

  /** Alerts that this process let go because there were too many. */
  public long limited() {
    return limited.get();
  }

  /** Alerts of a service that began within a range, in that order. */
  public List<Alert> begun(String service, Range range) {
    return tables.read(
        connection -> {
          List<Alert> alerts = new ArrayList<>();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT fingerprint, starts_millis, service, name, severity, received_millis,"
                      + " ends_millis FROM alerts WHERE starts_millis >= ? AND starts_millis < ?"
                      + " AND service = ? ORDER BY starts_millis, fingerprint")) {
            select.setLong(1, range.from().toEpochMilli());
            select.setLong(2, range.to().toEpochMilli());
            select.setString(3, service);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                long ends = rows.getLong(7);
                boolean fires = rows.wasNull();
                alerts.add(
                    new Alert(
                        rows.getString(1),
                        Instant.ofEpochMilli(rows.getLong(2)),
                        rows.getString(3),
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
}
