package dev.toolwatch.store;

import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Users in the rows of {@code rollups}. From exact sets a user goes; operations by user become some of
 * others; in a full sample somebody who does not exist takes the place. The registers of a sketch stay:
 * each has the highest rank of all users that came to it, and tells none apart.
 */
final class UserRollups implements UserRows {
  private static final int ROWS_AT_ONCE = 200;

  /** What is longer is a sketch, and need not be read. */
  private static final String EXACT = "length(users) <= " + UserSketch.EXACT * Long.BYTES + " AND ";

  /** A row of a tier and a kind, in the order of the table. */
  private record Key(long bucket, long subject, long incarnation) {}

  private static final Key FIRST = new Key(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);

  @Override
  public long erase(Transactions transactions, long user) {
    long changed = 0;
    for (Kind<?> kind : List.of(Kind.OPERATIONS, Kind.CLIENTS, Kind.USERS, Kind.SAMPLES)) {
      for (Tier tier : Tier.values()) {
        changed += erase(transactions, tier, kind, user);
      }
    }
    return changed;
  }

  private static long erase(Transactions transactions, Tier tier, Kind<?> kind, long user) {
    long changed = 0;
    List<Key> some = List.of(FIRST);
    while (!some.isEmpty()) {
      Key last = some.get(some.size() - 1);
      some = transactions.read(transaction -> find(transaction, tier, kind, user, last));
      List<Key> found = some;
      if (!found.isEmpty()) {
        changed +=
            transactions.<Integer>write(
                transaction -> change(transaction, tier, kind, user, found));
      }
    }
    return changed;
  }

  /** Rows that have the bytes of a pseudonym, after another row: a few may have them by chance. */
  private static List<Key> find(
      Transaction transaction, Tier tier, Kind<?> kind, long user, Key after) throws SQLException {
    boolean counts = kind.equals(Kind.USERS);
    String column = counts || kind.equals(Kind.SAMPLES) ? "data" : "users";
    try (PreparedStatement select =
        transaction.prepare(
            "SELECT bucket, subject, incarnation FROM rollups WHERE tier = ? AND kind = ?"
                + " AND (bucket, subject, incarnation) > (?, ?, ?) AND "
                + (column.equals("users") ? EXACT : "")
                + transaction.contains(column)
                + " ORDER BY bucket, subject, incarnation LIMIT "
                + ROWS_AT_ONCE)) {
      select.setInt(1, tier.ordinal());
      select.setInt(2, kind.number());
      select.setLong(3, after.bucket);
      select.setLong(4, after.subject);
      select.setLong(5, after.incarnation);
      select.setBytes(6, bytes(user, counts ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
      List<Key> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(new Key(row.getLong(1), row.getLong(2), row.getLong(3)));
        }
      }
      return found;
    }
  }

  static byte[] bytes(long user, ByteOrder order) {
    return ByteBuffer.allocate(Long.BYTES).order(order).putLong(user).array();
  }

  private static int change(
      Transaction transaction, Tier tier, Kind<?> kind, long user, List<Key> keys)
      throws SQLException {
    int changed = 0;
    String where =
        " WHERE tier = ? AND kind = ? AND bucket = ? AND subject = ? AND incarnation = ?";
    try (PreparedStatement select =
            transaction.prepare(
                "SELECT operations, data, users FROM rollups"
                    + where
                    + transaction.dialect().exclusive);
        PreparedStatement update =
            transaction.prepare("UPDATE rollups SET data = ?, users = ?" + where)) {
      for (Key key : keys) {
        set(select, 1, tier, kind, key);
        Row before = read(select);
        Row after = before == null ? null : without(transaction, tier, kind, key, before, user);
        if (after != null) {
          update.setBytes(1, after.data());
          update.setBytes(2, after.users());
          set(update, 3, tier, kind, key);
          changed += update.executeUpdate();
        }
      }
    }
    return changed;
  }

  private static void set(PreparedStatement statement, int first, Tier tier, Kind<?> kind, Key key)
      throws SQLException {
    statement.setInt(first, tier.ordinal());
    statement.setInt(first + 1, kind.number());
    statement.setLong(first + 2, key.bucket);
    statement.setLong(first + 3, key.subject);
    statement.setLong(first + 4, key.incarnation);
  }

  private static Row read(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? BatchWriter.row(row, 1) : null;
    }
  }

  /** The row without a user; null if it does not tell that user apart. */
  private static Row without(
      Transaction transaction, Tier tier, Kind<?> kind, Key key, Row row, long user) {
    try {
      return without(kind, row, user);
    } catch (RuntimeException e) {
      transaction.skip("rollups", Row.key(tier, kind, key.bucket, key.subject), e);
      return null;
    }
  }

  private static Row without(Kind<?> kind, Row row, long user) {
    if (kind.equals(Kind.USERS)) {
      UserCounts counts = UserCounts.of(row);
      return counts.lists(user) ? counts.without(user).row() : null;
    }
    if (kind.equals(Kind.SAMPLES)) {
      UserSample sample = UserSample.fromBytes(row.data());
      return sample.contains(user)
          ? new Row(row.operations(), sample.without(user).toBytes(), row.users())
          : null;
    }
    UserSketch users = UserSketch.fromBytes(row.users());
    return users.tells(user)
        ? new Row(row.operations(), row.data(), users.without(user).toBytes())
        : null;
  }
}
