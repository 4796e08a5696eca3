package dev.toolwatch.store;

import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Users in the rows of {@code sessions}, where a session without an id of its own goes by its user. Each
 * gets a random number, so that nothing tells whose it was, nor which others were of the same user.
 */
final class UserSessions implements UserRows {
  private static final int ROWS_AT_ONCE = 200;

  private final SecureRandom random = new SecureRandom();

  private record Key(long service, long firstMillis) {}

  @Override
  public long erase(Transactions transactions, long user) {
    long changed = 0;
    int now;
    do {
      now = transactions.write(transaction -> change(transaction, user));
      changed += now;
    } while (now == ROWS_AT_ONCE);
    return changed;
  }

  /** Flushes of other replicas wait meanwhile, as they do for each other. */
  private int change(Transaction transaction, long user) throws SQLException {
    transaction.lock(Facts.SESSIONS_LOCK);
    List<Key> found = new ArrayList<>();
    try (PreparedStatement select =
        transaction.prepare(
            "SELECT service, first_millis FROM sessions WHERE by_user = 1 AND id = ? LIMIT "
                + ROWS_AT_ONCE)) {
      select.setLong(1, user);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(new Key(row.getLong(1), row.getLong(2)));
        }
      }
    }
    try (PreparedStatement update =
        transaction.prepare(
            "UPDATE sessions SET id = ?"
                + " WHERE service = ? AND by_user = 1 AND id = ? AND first_millis = ?")) {
      for (Key key : found) {
        update.setLong(1, random.nextLong());
        update.setLong(2, key.service);
        update.setLong(3, user);
        update.setLong(4, key.firstMillis);
        update.executeUpdate();
      }
    }
    return found.size();
  }
}
