package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads the table {@code indicator_hours}: of one service or, for null, of all. */
final class IndicatorHours {
  private IndicatorHours() {}

  /** Is given an hour of a service. */
  @FunctionalInterface
  interface HourReader {
    void read(ServiceId service, long hour, HourCounts counts);
  }

  /** Reads hours, in no order. */
  static void read(
      Transaction transaction,
      String indicator,
      ServiceId service,
      long fromHour,
      long to,
      HourReader reader)
      throws SQLException {
    try (PreparedStatement select =
        transaction.prepareLarge(
            "SELECT i.service, h.hour, h.data FROM indicators i"
                + lookUp(transaction, "h.hour >= ? AND h.hour < ?")
                + " AND i.name = ?"
                + (service == null ? "" : " AND i.service = ?"))) {
      set(select, indicator, service, fromHour, to);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          HourCounts counts =
              HourCounts.ofStored(transaction, rows.getBytes(3), indicator, rows.getLong(2));
          reader.read(ServiceId.of(rows.getString(1)), rows.getLong(2), counts);
        }
      }
    }
  }

  /** Joins the hours {@code h} of each of the indicators {@code i} that are of some time. */
  static String lookUp(Transaction transaction, String time) {
    return transaction.lookUp("indicator_hours", "h", "h.indicator = i.id AND " + time);
  }

  private static void set(
      PreparedStatement select, String indicator, ServiceId service, long from, long to)
      throws SQLException {
    select.setLong(1, from);
    select.setLong(2, to);
    select.setString(3, indicator);
    if (service != null) {
      select.setString(4, service.name());
    }
  }
}
