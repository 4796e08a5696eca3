package dev.toolwatch.testing;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** Stores by the default settings. */
public final class Stores {
  private Stores() {}

  /** A store that is not open yet. */
  public static Store of(StoreLocation place, String replica, InstantSource clock) {
    return new Store(
        place,
        new Calendar(ZoneOffset.UTC),
        Duration.ofMinutes(30),
        new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095)),
        replica,
        clock);
  }

  /** Executes a statement in a store's database. */
  public static void execute(Store store, String sql) {
    int unused =
        store
            .transactions()
            .write(
                transaction -> {
                  try (PreparedStatement statement = transaction.prepare(sql)) {
                    return statement.executeUpdate();
                  }
                });
  }
}
