package dev.toolwatch.errors;

import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Transaction;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.store.UserRows;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Users in the tables of error groups: they go from the days' sets, and samples of their errors stay
 * without a user. Stateless.
 */
public final class ErrorUsers implements UserRows {
  private static final int ROWS_AT_ONCE = 200;

  private record Key(long group, long day) {}

  @Override
  public long erase(Transactions transactions, long user) {
    long changed = transactions.<Integer>write(transaction -> samples(transaction, user));
    List<Key> some = List.of(new Key(Long.MIN_VALUE, Long.MIN_VALUE));
    while (!some.isEmpty()) {
      Key last = some.get(some.size() - 1);
      some = transactions.read(transaction -> find(transaction, user, last));
      List<Key> found = some;
      if (!found.isEmpty()) {
        changed += transactions.<Integer>write(transaction -> change(transaction, user, found));
      }
    }
    return changed;
  }

  private static int samples(Transaction transaction, long user) throws SQLException {
    transaction.lock(ErrorGroupTable.LOCK);
    try (PreparedStatement update =
        transaction.prepare(
            "UPDATE error_group_samples SET user_pseudonym = 0 WHERE user_pseudonym = ?")) {
      update.setLong(1, user);
      return update.executeUpdate();
    }
  }

  private static List<Key> find(Transaction transaction, long user, Key after) throws SQLException {
    try (PreparedStatement select =
        transaction.prepare(
            "SELECT error_group, day FROM error_group_days WHERE (error_group, day) > (?, ?) AND "
                + transaction.contains("users")
                + " ORDER BY error_group, day LIMIT "
                + ROWS_AT_ONCE)) {
      select.setLong(1, after.group);
      select.setLong(2, after.day);
      select.setBytes(3, ByteBuffer.allocate(Long.BYTES).putLong(user).array());
      List<Key> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(new Key(row.getLong(1), row.getLong(2)));
        }
      }
      return found;
    }
  }

  private static int change(Transaction transaction, long user, List<Key> keys)
      throws SQLException {
    transaction.lock(ErrorGroupTable.LOCK);
    int changed = 0;
    String where = " WHERE error_group = ? AND day = ?";
    try (PreparedStatement select =
            transaction.prepare("SELECT users FROM error_group_days" + where);
        PreparedStatement update =
            transaction.prepare("UPDATE error_group_days SET users = ?" + where)) {
      for (Key key : keys) {
        select.setLong(1, key.group);
        select.setLong(2, key.day);
        UserSketch users = read(transaction, select, key);
        if (users.tells(user)) {
          update.setBytes(1, users.without(user).toBytes());
          update.setLong(2, key.group);
          update.setLong(3, key.day);
          changed += update.executeUpdate();
        }
      }
    }
    return changed;
  }

  private static UserSketch read(Transaction transaction, PreparedStatement select, Key key)
      throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? UserSketch.fromBytes(row.getBytes(1)) : UserSketch.EMPTY;
    } catch (IllegalArgumentException e) {
      transaction.skip("error_group_days", "group " + key.group + ", day " + key.day, e);
      return UserSketch.EMPTY;
    }
  }
}
