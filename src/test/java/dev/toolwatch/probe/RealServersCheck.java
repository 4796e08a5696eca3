package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Probes of real services, as {@code src/test/probes/real.sh} installs them: PostgreSQL with pgvector,
 * Redis, both servers of Chroma, OpenSearch, GitHub's description in Prism, and jira820. No build runs
 * this.
 */
class RealServersCheck {
  private static final Path INSTALLED = Path.of(System.getProperty("toolwatch.probes", "."));
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "open-sesame-1";

  @TempDir Path directory;

  private final List<Program> programs = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = FreePort.next();

  @AfterEach
  void stop() {
    programs.forEach(Program::close);
  }

  private void start(Check up, String... command) {
    Program program = new Program(directory.resolve("log-" + programs.size()), List.of(command));
    programs.add(program);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(program.isRunning()).as("%s", program.log()).isTrue();
              return GivenProbe.failure(up, GivenProbe.steps(GivenProbe.LONG)) == null;
            });
  }

  private Check check(String kind, String scheme, String... more) {
    String path = scheme.equals("postgresql") ? "/postgres" : "";
    List<String> settings = new ArrayList<>(List.of("kind", kind));
    settings.addAll(List.of("url", scheme + "://127.0.0.1:" + port + path));
    settings.addAll(List.of(more));
    return GivenProbe.check(settings.toArray(String[]::new));
  }

  private static String reading(Check check) throws Exception {
    return check.run(GivenProbe.steps(GivenProbe.LONG)).detail();
  }

  private static void assertFailure(Check check, Verdict verdict, String message) {
    CheckFailure failure = GivenProbe.failure(check, GivenProbe.steps(GivenProbe.LONG));
    assertThat(failure).hasMessage(message).hasMessageNotContaining(PASSWORD);
    assertThat(failure.verdict()).isEqualTo(verdict);
  }

  /** Stops what runs, after which nobody listens. */
  private void assertDownAfterStop(Check check) {
    stop();
    assertFailure(check, Verdict.DOWN, "connection refused by 127.0.0.1:" + port);
  }

  private String python(String environment, String program) {
    return INSTALLED.resolve(environment).resolve("bin").resolve(program).toString();
  }

  private String node(String program) {
    return INSTALLED.resolve("node/node_modules/.bin").resolve(program).toString();
  }

  private static String text(int number) {
    return Integer.toString(number);
  }

  @Test
  void postgresql_withPgvector() throws Exception {
    String packages;
    try (var found = Files.walk(INSTALLED.resolve("postgresql/lib"), 2)) {
      packages =
          found.filter(path -> path.endsWith("site-packages")).findFirst().orElseThrow().toString();
    }
    Check server = check("postgresql", "postgresql", "user", "postgres", "token", PASSWORD);
    Check vectors = check("pgvector", "postgresql", "user", "postgres", "token", PASSWORD);
    start(
        server,
        "env",
        "PORT=" + port,
        "PASSWORD=" + PASSWORD,
        "src/test/probes/pgvector.sh",
        packages);
    assertThat(reading(server)).isEqualTo("PostgreSQL 16.2");
    assertFailure(vectors, Verdict.DOWN, "the extension vector is not installed");
    sql("CREATE EXTENSION vector");
    assertThat(reading(vectors)).isEqualTo("pgvector 0.6.2");
    for (String kind : List.of("postgresql", "pgvector")) {
      assertFailure(
          check(kind, "postgresql", "user", "postgres", "token", "wrong-password"),
          Verdict.REFUSED,
          "password authentication failed for user \"postgres\"");
      assertThat(
              GivenProbe.failure(
                      check(kind, "postgresql", "user", "postgres"),
                      GivenProbe.steps(GivenProbe.LONG))
                  .verdict())
          .isEqualTo(Verdict.REFUSED);
    }
    sql("CREATE ROLE guest LOGIN PASSWORD '" + PASSWORD + "'");
    Check guest = check("pgvector", "postgresql", "user", "guest", "token", PASSWORD);
    assertThat(reading(guest)).isEqualTo("pgvector 0.6.2");
    sql("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
    assertFailure(guest, Verdict.REFUSED, "permission denied for database \"postgres\"");
    assertDownAfterStop(vectors);
  }

  private void sql(String statement) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "postgres", PASSWORD);
        Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }

  @Test
  void redis() throws Exception {
    Path users = directory.resolve("users");
    Files.writeString(
        users,
        """
        user default on >%1$s ~* &* +@all
        user watch on >%1$s resetkeys -@all +ping
        user guest on >%1$s resetkeys -@all
        """
            .formatted(PASSWORD));
    Check up = check("redis", "redis", "token", PASSWORD);
    start(
        up,
        "redis-server",
        "--port",
        text(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        directory.toString(),
        "--aclfile",
        users.toString());
    assertThat(reading(up)).isEqualTo("PONG");
    assertThat(reading(check("redis", "redis", "user", "watch", "token", PASSWORD)))
        .isEqualTo("PONG");
    assertFailure(
        check("redis", "redis", "token", "wrong-password"),
        Verdict.REFUSED,
        "WRONGPASS: the token is not valid");
    assertFailure(check("redis", "redis"), Verdict.REFUSED, "NOAUTH: it wants a token");
    CheckFailure guest =
        GivenProbe.failure(
            check("redis", "redis", "user", "guest", "token", PASSWORD),
            GivenProbe.steps(GivenProbe.LONG));
    assertThat(guest).hasMessageStartingWith("NOPERM ");
    assertThat(guest.verdict()).isEqualTo(Verdict.REFUSED);
    assertDownAfterStop(up);
  }

  /** The server of {@code chroma run}, which has no tokens. */
  @Test
  void chroma() throws Exception {
    Check up = check("chroma", "http");
    start(
        up,
        python("chroma", "chroma"),
        "run",
        "--path",
        directory.resolve("data").toString(),
        "--host",
        "127.0.0.1",
        "--port",
        text(port));
    assertThat(reading(up)).isEqualTo("it answers");
    assertThat(reading(check("chroma", "http", "token", PASSWORD))).isEqualTo("the token is valid");
    assertDownAfterStop(up);
  }

  /** The server in Python, which has tokens. */
  @Test
  void chroma_withTokens() throws Exception {
    Path users = directory.resolve("users.yaml");
    Files.writeString(
        users,
        """
        users:
          - id: watch
            tokens: ["%s"]
        """
            .formatted(PASSWORD));
    Check up = check("chroma", "http", "token", PASSWORD);
    start(
        up,
        "env",
        "CHROMA_SERVER_AUTHN_PROVIDER="
            + "chromadb.auth.token_authn.TokenAuthenticationServerProvider",
        "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=" + users,
        "ANONYMIZED_TELEMETRY=False",
        python("chroma", "uvicorn"),
        "chromadb.app:app",
        "--host",
        "127.0.0.1",
        "--port",
        text(port));
    assertThat(reading(up)).isEqualTo("the token is valid");
    assertFailure(
        check("chroma", "http", "token", "wrong-password"),
        Verdict.REFUSED,
        "HTTP 403: the token is not valid, or lacks a permission");
    // The heartbeat is open to all.
    assertThat(reading(check("chroma", "http"))).isEqualTo("it answers");
    assertDownAfterStop(up);
  }

  @Test
  void openSearch() throws Exception {
    Check up = check("elasticsearch", "http");
    start(
        up,
        "java",
        "-Xmx512m",
        "-cp",
        Files.readString(INSTALLED.resolve("opensearch/classpath")).strip(),
        "src/test/probes/opensearch/SearchServer.java",
        text(port),
        directory.resolve("home").toString());
    assertThat(reading(up)).isEqualTo("the cluster is green");
    put("/orders", "{\"settings\":{\"number_of_shards\":1,\"number_of_replicas\":1}}");
    await().atMost(PATIENCE).until(() -> reading(up).equals("the cluster is yellow"));
    put(
        "/lost?wait_for_active_shards=0",
        "{\"settings\":{\"index.routing.allocation.require.place\":\"nowhere\"}}");
    assertFailure(up, Verdict.DOWN, "the cluster is red: some of its data cannot be reached");
    assertDownAfterStop(up);
  }

  private void put(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void github() throws Exception {
    Check up = askGithub();
    start(
        up,
        node("prism"),
        "mock",
        "--host",
        "127.0.0.1",
        "--port",
        text(port),
        INSTALLED.resolve("node/github.json").toString());
    assertThat(reading(up)).isEqualTo("4999 of 5000 requests left");
    assertFailure(
        askGithub("headers.Prefer", "code=401"),
        Verdict.REFUSED,
        "HTTP 401: the token is missing or not valid");
    assertFailure(
        askGithub("headers.Prefer", "code=403"),
        Verdict.REFUSED,
        "HTTP 403: the token is not valid, or lacks a permission");
    assertFailure(askGithub("headers.Prefer", "code=404"), Verdict.DOWN, "HTTP 404");
    assertDownAfterStop(up);
  }

  /** The description has JSON without GitHub's own name for it, which Prism then refuses. */
  private Check askGithub(String... more) {
    List<String> settings = new ArrayList<>(List.of("token", PASSWORD));
    settings.addAll(List.of("headers.Accept", "application/json"));
    settings.addAll(List.of("private-addresses", "true"));
    settings.addAll(List.of(more));
    return check("github", "http", settings.toArray(String[]::new));
  }

  /** It takes any token, and has version 2 of the API, as Data Center has. */
  @Test
  void jira() throws Exception {
    String[] token = {"token", PASSWORD, "private-addresses", "true"};
    Check up = check("jira", "http", token);
    start(up, "env", "JIRA820_PORT=" + port, python("jira", "jira820"));
    assertThat(reading(up)).isEqualTo("the token is valid");
    assertFailure(
        check(
            "jira",
            "http",
            "token",
            PASSWORD,
            "private-addresses",
            "true",
            "user",
            "toolwatch@acme.example"),
        Verdict.DOWN,
        "HTTP 404");
    assertDownAfterStop(up);
  }
}
