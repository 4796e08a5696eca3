package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Up to where each tier's rows have been dropped: nothing is added or read before. They lie at
 * starts of days, and the days' at the start of a week.
 *
 * @param minutes of the tier of minutes, and of the sessions one by one
 * @param hours of the tier of hours
 * @param days of the tiers of days and weeks
 */
record Horizons(long minutes, long hours, long days) {
  /**
   * Reads them.
   *
   * @param lock {@link Dialect#shared} to keep them from being moved before the commit
   */
  static Horizons read(Connection connection, String lock) throws SQLException {
    long[] buckets = new long[3];
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery("SELECT tier, bucket FROM horizons" + lock)) {
      while (rows.next()) {
        buckets[rows.getInt(1)] = rows.getLong(2);
      }
    }
    return new Horizons(buckets[0], buckets[1], buckets[2]);
  }

  static void move(Connection connection, Tier tier, long bucket) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE horizons SET bucket = ? WHERE tier = ?")) {
      update.setLong(1, bucket);
      update.setInt(2, tier.ordinal());
      update.executeUpdate();
    }
  }

  long of(Tier tier) {
    return switch (tier) {
      case MINUTE -> minutes;
      case HOUR -> hours;
      case DAY, WEEK -> days;
    };
  }

  /** The finest tier in which a minute is kept. */
  Tier finest(long minute) {
    if (minute >= minutes) {
      return Tier.MINUTE;
    }
    return minute >= hours ? Tier.HOUR : Tier.DAY;
  }
}
