package dev.toolwatch.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A real PostgreSQL server with a database that can be made to fail. */
final class FaultyServer implements AutoCloseable {
  private static final String DATABASE = "faulty";

  private final EmbeddedPostgres server;
  private final long process;

  FaultyServer(EmbeddedPostgres server) throws SQLException {
    this.server = server;
    execute("CREATE DATABASE " + DATABASE);
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT pg_read_file('postmaster.pid')")) {
      row.next();
      process = Long.parseLong(row.getString(1).lines().findFirst().orElseThrow());
    }
  }

  StoreLocation place() {
    return new StoreLocation.Server(url(), null, null);
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE + "?user=postgres";
  }

  /** Of a Toolwatch that has its store here. */
  String[] settings() {
    return new String[] {"toolwatch.store.url=" + url(), "toolwatch.store.flush-interval=1s"};
  }

  /** Ends the connections to the database and takes no others, or takes them again. */
  void refuse(boolean now) throws SQLException {
    execute("ALTER DATABASE " + DATABASE + " ALLOW_CONNECTIONS " + !now);
    endConnections();
  }

  /** Takes no writes on new connections, or takes them again. */
  void readOnly(boolean now) throws SQLException {
    execute("ALTER DATABASE " + DATABASE + " SET default_transaction_read_only = " + now);
    endConnections();
  }

  private void endConnections() throws SQLException {
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + DATABASE
            + "'");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Sends a signal to all processes of the server: STOP, or CONT. */
  void signal(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name, Long.toString(process)));
    ProcessHandle.of(process)
        .orElseThrow()
        .children()
        .map(ProcessHandle::pid)
        .map(pid -> Long.toString(pid))
        .forEach(command::add);
    new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
