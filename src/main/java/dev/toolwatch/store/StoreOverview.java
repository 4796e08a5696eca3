package dev.toolwatch.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;

/** What kind of store there is, how large it is, and as whom this process writes to it. Thread-safe. */
public final class StoreOverview {
  private static final String FILE_BYTES =
      "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
  private static final String DATABASE_BYTES = "SELECT pg_database_size(current_database())";

  private final StoreLocation location;
  private final String replica;
  private final Transactions transactions;

  /**
   * Describes a store.
   *
   * @param replica the name of this process among those of the store
   */
  public StoreOverview(StoreLocation location, String replica, Transactions transactions) {
    this.location = location;
    this.replica = replica;
    this.transactions = transactions;
  }

  /** The kind of database. */
  public String kind() {
    return isShared() ? "postgresql" : "sqlite";
  }

  /** The name of this replica; empty if the store is for one process, as a file is. */
  public Optional<String> replica() {
    return isShared() ? Optional.of(replica) : Optional.empty();
  }

  /** Whether nobody else has anything in the database. */
  public boolean isAlone() {
    return !isShared();
  }

  private boolean isShared() {
    return location instanceof StoreLocation.Server;
  }

  /**
   * Bytes of the database, without its log of changes. Blocks.
   *
   * @throws StoreException if the store cannot be read
   */
  public long bytes() {
    return transactions.query(
        transaction -> {
          try (PreparedStatement select =
                  transaction.prepare(isShared() ? DATABASE_BYTES : FILE_BYTES);
              ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0L;
          }
        });
  }
}
