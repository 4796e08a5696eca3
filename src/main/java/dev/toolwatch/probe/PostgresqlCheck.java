package dev.toolwatch.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.util.PSQLException;

/**
 * Logs in to PostgreSQL and asks it for a row; for pgvector, for the version of its extension. The
 * classes of SQLSTATE are those of the PostgreSQL documentation, "PostgreSQL Error Codes".
 */
final class PostgresqlCheck implements TokenCheck {
  /** What no longer waits for an answer has no use for a larger one. */
  private static final String MAX_RESULT = "65536";

  private static final String EXTENSION =
      "SELECT extversion FROM pg_extension WHERE extname = 'vector'";

  /** pgjdbc's own, if the server asks for a password and there is none. */
  private static final String NO_PASSWORD = "08004";

  private final Connector connector;
  private final PostgresqlPlace place;
  private final Optional<String> user;
  private final boolean vectors;

  /**
   * @param vectors whether pgvector must be there
   */
  PostgresqlCheck(
      Connector connector, PostgresqlPlace place, Optional<String> user, boolean vectors) {
    this.connector = connector;
    this.place = place;
    this.user = user;
    this.vectors = vectors;
  }

  @Override
  public Reading run(Optional<String> token, Steps steps)
      throws CheckFailure, InterruptedException {
    Properties properties = new Properties();
    user.ifPresent(name -> PGProperty.USER.set(properties, name));
    token.ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
    PGProperty.APPLICATION_NAME.set(properties, "toolwatch");
    PGProperty.MAX_RESULT_BUFFER.set(properties, MAX_RESULT);
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    place.sslMode().ifPresent(mode -> PGProperty.SSL_MODE.set(properties, mode));
    place.sslRootCert().ifPresent(file -> PGProperty.SSL_ROOT_CERT.set(properties, file));
    try (Connection connection =
        PostgresqlSockets.connect(
            () -> connector.connect(place.host(), place.port(), steps), place.url(), properties)) {
      String version = connection.getMetaData().getDatabaseProductVersion();
      steps.done("login", "logged in");
      String found = text(connection, vectors ? EXTENSION : "SELECT 1");
      steps.done("query", found == null ? "no row" : "a row");
      if (found == null) {
        throw new CheckFailure(
            Verdict.DOWN,
            vectors ? "the extension vector is not installed" : "SELECT 1 has no row");
      }
      return Reading.of(
          steps.said().brief(vectors ? "pgvector " + found : "PostgreSQL " + version));
    } catch (SQLException e) {
      throw failure(e, steps);
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private static CheckFailure failure(SQLException e, Steps steps)
      throws CheckFailure, InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      throw Connector.interrupted();
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CheckFailure failure) {
        return failure;
      }
    }
    steps.remaining();
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String message = steps.said().brief(message(e));
    return switch (state) {
      case "53300" -> new CheckFailure(Verdict.DOWN, "too many connections: " + message);
      case "57P03" -> new CheckFailure(Verdict.DOWN, "it starts or stops: " + message);
      case "42501", NO_PASSWORD -> new CheckFailure(Verdict.REFUSED, message);
      default -> new CheckFailure(state.startsWith("28") ? Verdict.REFUSED : Verdict.DOWN, message);
    };
  }

  /** What the server says, without what pgjdbc adds. */
  private static String message(SQLException e) {
    String message =
        e instanceof PSQLException told && told.getServerErrorMessage() != null
            ? told.getServerErrorMessage().getMessage()
            : e.getMessage();
    return String.valueOf(message);
  }
}
