package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Where a horizon goes back to that lies in the future, because the clock was ahead for days: as far as
 * it harms nothing. Behind a horizon there may be days whose minutes were dropped. If operations were
 * added to such a day, it would be made anew of these alone. So the horizon goes back to the end of the
 * last such day only, and only if the next one is far away. Otherwise it stays.
 */
final class Setback {
  /** A week, whose row is made of its days, and a day. */
  private static final int FREE_MINUTES = 8 * Minutes.DAY;

  private static final String BETWEEN =
      " FROM rollups WHERE tier = ? AND kind = ? AND bucket >= ? AND bucket < ?";

  private Setback() {}

  /**
   * The horizon to go back to, or the present one.
   *
   * @param wanted the horizon that the time of expiry asks for
   */
  static long of(
      Connection connection,
      Calendar calendar,
      Tier tier,
      long wanted,
      long horizon,
      long nowMinute)
      throws SQLException {
    List<Tier> coarser =
        switch (tier) {
          case MINUTE -> List.of(Tier.HOUR, Tier.DAY);
          case HOUR -> List.of(Tier.DAY);
          case DAY, WEEK -> List.of(Tier.WEEK);
        };
    Tier aligned = tier == Tier.DAY ? Tier.WEEK : Tier.DAY;
    long free = wanted;
    for (Tier each : coarser) {
      for (Kind<?> kind : Kind.BY_MINUTE) {
        long next = bucket(connection, "MIN", each, kind, nowMinute + 1, horizon, horizon);
        if (next < nowMinute + FREE_MINUTES && next < horizon) {
          return horizon;
        }
        long last = bucket(connection, "MAX", each, kind, wanted, nowMinute + 1, -1);
        if (last >= 0) {
          free = Math.max(free, calendar.end(aligned, calendar.start(aligned, last)));
        }
      }
    }
    return Math.min(free, horizon);
  }

  private static long bucket(
      Connection connection,
      String function,
      Tier tier,
      Kind<?> kind,
      long from,
      long to,
      long none)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT " + function + "(bucket)" + BETWEEN)) {
      select.setInt(1, tier.ordinal());
      select.setInt(2, kind.number());
      select.setLong(3, from);
      select.setLong(4, to);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long bucket = row.getLong(1);
        return row.wasNull() ? none : bucket;
      }
    }
  }
}
