package dev.toolwatch.store;

import java.nio.ByteOrder;
import java.sql.PreparedStatement;

/**
 * Users in the rows of {@code states}, which have the open sessions of a replica that has stopped. A
 * state with the user goes: it has a checksum, and only its stage can write it. That replica's counters
 * of sessions begin anew if it comes back.
 */
final class SavedUsers implements UserRows {
  @Override
  public long erase(Transactions transactions, long user) {
    return transactions.<Integer>write(
        transaction -> {
          try (PreparedStatement delete =
              transaction.prepare("DELETE FROM states WHERE " + transaction.contains("data"))) {
            delete.setBytes(1, UserRollups.bytes(user, ByteOrder.LITTLE_ENDIAN));
            return delete.executeUpdate();
          }
        });
  }
}
