package dev.toolwatch.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A real PostgreSQL server, with as many empty databases as tests need. */
public final class PostgresqlServer implements AutoCloseable {
  private final EmbeddedPostgres server;
  private int databases;

  private PostgresqlServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /** The one that all classes in this JVM share. Starting one takes some seconds; it stops with the JVM. */
  private static final class Shared {
    private static final PostgresqlServer SERVER = startUnchecked();

    private static PostgresqlServer startUnchecked() {
      try {
        return start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static PostgresqlServer start() throws IOException {
    return new PostgresqlServer(EmbeddedPostgres.builder().setServerConfig("fsync", "off").start());
  }

  static PostgresqlServer shared() {
    return Shared.SERVER;
  }

  /** The address of a new database. */
  public String newDatabase() throws SQLException {
    return url(createDatabase());
  }

  /** The name of a new database. */
  synchronized String createDatabase() throws SQLException {
    String name = "test" + databases++;
    execute("CREATE DATABASE " + name);
    return name;
  }

  void dropDatabase(String name) throws SQLException {
    execute("DROP DATABASE " + name + " WITH (FORCE)");
  }

  String url(String database) {
    return server.getJdbcUrl("postgres", database);
  }

  /** Executes a statement outside the databases of tests. */
  void execute(String sql) throws SQLException {
    DataSource outside = server.getPostgresDatabase();
    try (Connection connection = outside.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
