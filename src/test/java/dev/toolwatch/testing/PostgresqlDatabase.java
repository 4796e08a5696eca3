package dev.toolwatch.testing;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real PostgreSQL server for the tests of a class, with a new database for each of them. */
public final class PostgresqlDatabase
    implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private PostgresqlServer server;
  private String url;

  @Override
  public void beforeAll(ExtensionContext tests) throws IOException {
    server = PostgresqlServer.start();
  }

  @Override
  public void beforeEach(ExtensionContext test) throws SQLException {
    url = server.newDatabase();
  }

  @Override
  public void afterAll(ExtensionContext tests) throws IOException {
    server.close();
  }

  /** The address of the test's own database. */
  public String url() {
    return url;
  }
}
