package dev.toolwatch.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Alerts by their fingerprint and start: told again, one stays as it is but for its end. Thread-safe;
 * methods block, and throw a {@link StoreException} where the store is away.
 */
public final class AlertLog {
  private final Tables tables;

  AlertLog(Tables tables) {
    this.tables = tables;
  }

  /** Adds alerts, or to those that are known their ends. */
  public void add(List<Alert> alerts) {
    tables.write(
        connection -> {
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
            return upsert.executeBatch();
          }
        });
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
