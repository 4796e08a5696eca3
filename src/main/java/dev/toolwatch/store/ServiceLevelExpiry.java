package dev.toolwatch.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Drops what the ledger and the logs have kept long enough. Totals and windows in force stay. */
final class ServiceLevelExpiry {
  private static final long MINUTE_MILLIS = 60_000;

  private final Database database;
  private final Retention retention;

  ServiceLevelExpiry(Database database, Retention retention) {
    this.database = database;
    this.retention = retention;
  }

  void run(long nowMinute) throws SQLException {
    long minutes = nowMinute - retention.of(Tier.MINUTE).toMinutes();
    long days = HourCounts.hour(nowMinute - retention.of(Tier.DAY).toMinutes());
    database.write(
        connection -> {
          for (Drop drop :
              List.of(
                  new Drop("DELETE FROM failures WHERE kept = 0 AND minute < ?", minutes),
                  new Drop("DELETE FROM failures WHERE minute < ?", days),
                  new Drop("DELETE FROM indicator_hours WHERE hour < ?", days),
                  new Drop("DELETE FROM observed WHERE last_minute < ?", days),
                  new Drop("DELETE FROM maintenance_windows WHERE end_minute < ?", days),
                  new Drop("DELETE FROM alerts WHERE starts_millis < ?", days * MINUTE_MILLIS))) {
            try (PreparedStatement delete = connection.prepareStatement(drop.sql())) {
              delete.setLong(1, drop.before());
              delete.executeUpdate();
            }
          }
          return null;
        });
  }

  private record Drop(String sql, long before) {}
}
