package dev.toolwatch.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL server, with as many empty databases as tests need. */
public final class PostgresqlServer implements AutoCloseable {
  private final EmbeddedPostgres server;
  private int databases;

  private PostgresqlServer(EmbeddedPostgres server) {
    this.server = server;
  }

  public static PostgresqlServer start() throws IOException {
    return new PostgresqlServer(EmbeddedPostgres.builder().setServerConfig("fsync", "off").start());
  }

  /** The address of a new database. */
  public String newDatabase() throws SQLException {
    String name = "test" + databases++;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return server.getJdbcUrl("postgres", name);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
