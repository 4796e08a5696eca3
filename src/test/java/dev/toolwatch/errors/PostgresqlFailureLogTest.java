package dev.toolwatch.errors;

import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.PostgresqlServer;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** On a real server, each test in a database of its own. */
class PostgresqlFailureLogTest extends FailureLogContract {
  private static PostgresqlServer server;

  private String url;

  @BeforeAll
  static void startServer() throws IOException {
    server = PostgresqlServer.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void createDatabase() throws SQLException {
    url = server.newDatabase();
  }

  @Override
  StoreLocation place() {
    return new StoreLocation.Server(url, null, null);
  }
}
