package dev.toolwatch.errors;

import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.PostgresqlDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real server, each test in a database of its own. */
class PostgresqlErasureTest extends ErasureContract {
  @RegisterExtension static final PostgresqlDatabase DATABASE = new PostgresqlDatabase();

  @Override
  StoreLocation place() {
    return new StoreLocation.Server(DATABASE.url(), null, null);
  }

  @Override
  String url() {
    return DATABASE.url();
  }
}
