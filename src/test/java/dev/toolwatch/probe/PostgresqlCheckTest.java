package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.PostgresqlDatabase;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server, and stand-ins for those that are broken. */
@Timeout(60)
class PostgresqlCheckTest {
  @RegisterExtension static final PostgresqlDatabase DATABASE = new PostgresqlDatabase();

  @Test
  void good_isUp_andItsStepsAreShown() throws Exception {
    Steps steps = GivenProbe.steps(GivenProbe.LONG);
    Reading reading = check("postgresql", "postgres").run(steps);
    assertThat(reading.detail()).matches("PostgreSQL \\d+\\.\\d+.*");
    assertThat(steps.list())
        .extracting(Steps.Step::name)
        .containsExactly("resolve", "connect", "login", "query");
    assertThat(steps.list().get(3).detail()).isEqualTo("a row");
  }

  @Test
  void good_leavesNoConnection() throws Exception {
    check("postgresql", "postgres").run(GivenProbe.steps(GivenProbe.LONG));
    try (Connection connection = DriverManager.getConnection(DATABASE.url());
        Statement statement = connection.createStatement()) {
      // Waits for the server to see the end of the other one.
      statement.execute(
          "DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_stat_activity WHERE application_name ="
              + " 'toolwatch' AND datname = current_database()) LOOP PERFORM pg_sleep(0.01); PERFORM pg_stat_clear_snapshot();"
              + " END LOOP; END $$");
    }
  }

  @Test
  void unknownUser_isRefused() {
    assertFailure(
        check("postgresql", "nobody_knows"),
        Verdict.REFUSED,
        "role \"nobody_knows\" does not exist");
  }

  @Test
  void unknownDatabase_isDown() {
    Check check =
        GivenProbe.check(
            "kind",
            "postgresql",
            "url",
            "postgresql://127.0.0.1:" + port() + "/none",
            "user",
            "postgres");
    assertFailure(check, Verdict.DOWN, "database \"none\" does not exist");
  }

  @Test
  void tooManyConnections_isDown() throws Exception {
    execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0");
    assertFailure(
        check("postgresql", "crowded"),
        Verdict.DOWN,
        "too many connections: too many connections for role \"crowded\"");
  }

  @Test
  void pgvector_withoutTheExtension_isDown() {
    assertFailure(
        check("pgvector", "postgres"), Verdict.DOWN, "the extension vector is not installed");
  }

  /** The extension itself is not in the tests' server: the row that CREATE EXTENSION makes is enough. */
  @Test
  void pgvector_withTheExtension_isUp() throws Exception {
    execute(
        "SET allow_system_table_mods = on; INSERT INTO pg_extension (oid, extname, extowner,"
            + " extnamespace, extrelocatable, extversion) VALUES (99999, 'vector', 10, 2200,"
            + " false, '0.8.0')");
    assertThat(check("pgvector", "postgres").run(GivenProbe.steps(GivenProbe.LONG)).detail())
        .isEqualTo("pgvector 0.8.0");
  }

  @Test
  void password_thatTheServerWants_andIsMissing_isRefused() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(
            peer -> {
              peer.write("N"); // no TLS
              peer.write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3}); // wants the password
              peer.hold();
            })) {
      assertFailure(
          check(server),
          Verdict.REFUSED,
          "The server requested password-based authentication, but no password was provided by"
              + " plugin null");
    }
  }

  @Test
  void nobodyThere_isTold() {
    int port = FreePort.next();
    Check check =
        GivenProbe.check(
            "kind", "postgresql", "url", "postgresql://127.0.0.1:" + port + "/a", "user", "u");
    assertFailure(check, Verdict.DOWN, "connection refused by 127.0.0.1:" + port);
    CheckFailure unknown =
        GivenProbe.failure(
            "kind", "pgvector", "url", "postgresql://no-such.invalid/a", "user", "u");
    assertThat(unknown.verdict()).isEqualTo(Verdict.UNRESOLVED);
  }

  @Test
  void silence_andDripping_endAtTheDeadline() throws Exception {
    for (ScriptedServer.Script script :
        new ScriptedServer.Script[] {
          ScriptedServer.silent(), ScriptedServer.dripping("N"), ScriptedServer.dripping("NE")
        }) {
      try (ScriptedServer server = ScriptedServer.start(script)) {
        Steps little = GivenProbe.steps(GivenProbe.SHORT);
        CheckFailure failure = GivenProbe.failure(check(server), little);
        assertThat(failure.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(Duration.ofNanos(little.nanos())).isLessThan(GivenProbe.LONG);
      }
    }
  }

  @Test
  void anotherProtocol_isDown() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(peer -> peer.write("HTTP/1.1 400\r\n"))) {
      assertThat(GivenProbe.failure(check(server), GivenProbe.steps(GivenProbe.LONG)))
          .hasMessage("it does not speak PostgreSQL's protocol");
    }
  }

  /** A gigabyte, for which pgjdbc would make room. */
  @ParameterizedTest
  @ValueSource(strings = {"NR@xxx", "ER@xxx", "R@xxxx"})
  void lengthThatCannotBe_isDown(String bytes) throws Exception {
    try (ScriptedServer server = ScriptedServer.start(peer -> peer.write(bytes + "x".repeat(50)))) {
      assertThat(GivenProbe.failure(check(server), GivenProbe.steps(GivenProbe.LONG)))
          .hasMessage("it does not speak PostgreSQL's protocol");
    }
  }

  @Test
  void longMessage_thatDoesNotCome_endsAtTheDeadline() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(
            peer -> {
              peer.write("N");
              peer.write(new byte[] {'E', 0, 1, 0, 0});
              peer.hold();
            })) {
      Steps little = GivenProbe.steps(GivenProbe.SHORT);
      assertThat(GivenProbe.failure(check(server), little)).hasMessage("did not end within 400 ms");
      assertThat(Duration.ofNanos(little.nanos())).isLessThan(GivenProbe.LONG);
    }
  }

  @Test
  void privateAddress_isNotConnectedToUnlessAllowed() throws IOException {
    try (ScriptedServer server = ScriptedServer.start(ScriptedServer.silent())) {
      CheckFailure failure =
          GivenProbe.failure(
              "kind",
              "postgresql",
              "url",
              server.url("postgresql") + "/a",
              "user",
              "u",
              "private-addresses",
              "false");
      assertThat(failure).hasMessageContaining("which is private");
      assertThat(server.connections()).isZero();
    }
  }

  private static Check check(ScriptedServer server) {
    return GivenProbe.check(
        "kind", "postgresql", "url", server.url("postgresql") + "/a", "user", "u");
  }

  private static Check check(String kind, String user) {
    String database = uri().getPath();
    return GivenProbe.check(
        "kind", kind, "url", "postgresql://localhost:" + port() + database, "user", user);
  }

  private static int port() {
    return uri().getPort();
  }

  private static URI uri() {
    return URI.create(DATABASE.url().substring("jdbc:".length()));
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(DATABASE.url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertFailure(Check check, Verdict verdict, String message) {
    CheckFailure failure = GivenProbe.failure(check, GivenProbe.steps(GivenProbe.LONG));
    assertThat(failure).hasMessage(message);
    assertThat(failure.verdict()).isEqualTo(verdict);
  }
}
