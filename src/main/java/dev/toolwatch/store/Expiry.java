package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Drops roll-ups that have been kept long enough. First the horizon moves, and from then on nobody reads
 * or adds what lies before it. Then rows are deleted, an hour at a time, so that no flush waits long.
 * Rows that are not yet in the next tier stay.
 */
final class Expiry {
  private static final List<Kind<?>> KINDS =
      List.of(Kind.OPERATIONS, Kind.CLIENTS, Kind.USERS, Kind.SESSIONS, Kind.SAMPLES);

  private final Database database;
  private final Calendar calendar;
  private final Retention retention;

  Expiry(Database database, Calendar calendar, Retention retention) {
    this.database = database;
    this.calendar = calendar;
    this.retention = retention;
  }

  void run(long nowMinute) throws SQLException {
    for (Tier tier : List.of(Tier.MINUTE, Tier.HOUR, Tier.DAY)) {
      Tier aligned = tier == Tier.DAY ? Tier.WEEK : Tier.DAY;
      long wanted = calendar.start(aligned, nowMinute - retention.of(tier).toMinutes());
      long horizon = database.write(connection -> move(connection, tier, wanted, nowMinute));
      drop(tier, horizon);
      if (tier == Tier.MINUTE) {
        // A minute of grace: operations may end ahead of the clock.
        dropUnused("incarnations", horizon - 1);
        database.write(Expiry::dropProgress);
      } else if (tier == Tier.DAY) {
        dropUnused("subjects", horizon);
      }
    }
    long oldest = Minutes.startMillis(nowMinute - retention.of(Tier.MINUTE).toMinutes());
    database.write(connection -> States.drop(connection, oldest));
  }

  /** Those to which no row refers any more: all of theirs lay before the horizon. */
  private void dropUnused(String table, long horizon) throws SQLException {
    database.write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM " + table + " WHERE last_minute < ?")) {
            delete.setLong(1, horizon);
            return delete.executeUpdate();
          }
        });
  }

  private static int dropProgress(Connection connection) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM progress WHERE incarnation NOT IN (SELECT id FROM incarnations)")) {
      return delete.executeUpdate();
    }
  }

  /** Flushes wait meanwhile: they hold the horizons as they are. */
  private long move(Connection connection, Tier tier, long wanted, long nowMinute)
      throws SQLException {
    long now = Horizons.read(connection, database.dialect().exclusive).of(tier);
    if (now > nowMinute + Minutes.DAY) {
      long back = Setback.of(connection, calendar, tier, Math.max(0, wanted), now, nowMinute);
      if (back < now) {
        Horizons.move(connection, tier, back);
      }
      return Math.min(back, now);
    }
    Tier coarser = Tier.values()[tier.ordinal() + 1];
    // Days and weeks go together, and sessions are in a day's row only when the day is made.
    boolean needed =
        tier == Tier.MINUTE && Compaction.isDirty(connection, Tier.DAY, now, wanted)
            || tier != Tier.DAY && Compaction.isDirty(connection, coarser, now, wanted);
    // A horizon that drops nothing would only be in the way if the clock turns out to be ahead.
    if (wanted <= now || needed || !hasRowsBefore(connection, tier, wanted)) {
      return now;
    }
    Horizons.move(connection, tier, wanted);
    return wanted;
  }

  private static boolean hasRowsBefore(Connection connection, Tier tier, long horizon)
      throws SQLException {
    for (Kind<?> kind : KINDS) {
      if (earliest(connection, tier, kind, horizon) < horizon) {
        return true;
      }
    }
    return tier == Tier.MINUTE && SessionRows.hasBefore(connection, horizon)
        || tier == Tier.DAY && hasRowsBefore(connection, Tier.WEEK, horizon);
  }

  private void drop(Tier tier, long horizon) throws SQLException {
    for (Kind<?> kind : KINDS) {
      drop(tier, kind, horizon);
      if (tier == Tier.DAY) {
        drop(Tier.WEEK, kind, horizon);
      }
    }
    if (tier == Tier.MINUTE) {
      database.write(
          connection -> {
            try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM sessions WHERE first_millis < ?")) {
              delete.setLong(1, Minutes.startMillis(horizon));
              return delete.executeUpdate();
            }
          });
    }
  }

  private void drop(Tier tier, Kind<?> kind, long horizon) throws SQLException {
    while (database.write(connection -> dropEarliest(connection, tier, kind, horizon))) {
      // Until there are none.
    }
  }

  private boolean dropEarliest(Connection connection, Tier tier, Kind<?> kind, long horizon)
      throws SQLException {
    long earliest = earliest(connection, tier, kind, horizon);
    if (earliest >= horizon) {
      return false;
    }
    Tier piece = tier == Tier.MINUTE ? Tier.HOUR : tier;
    long end = Math.min(calendar.end(piece, calendar.start(piece, earliest)), horizon);
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM rollups WHERE tier = ? AND kind = ? AND bucket >= ? AND bucket < ?")) {
      delete.setInt(1, tier.ordinal());
      delete.setInt(2, kind.number());
      delete.setLong(3, earliest);
      delete.setLong(4, end);
      return delete.executeUpdate() > 0;
    }
  }

  private static long earliest(Connection connection, Tier tier, Kind<?> kind, long horizon)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT bucket FROM rollups WHERE tier = ? AND kind = ? ORDER BY bucket LIMIT 1")) {
      select.setInt(1, tier.ordinal());
      select.setInt(2, kind.number());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : horizon;
      }
    }
  }
}
