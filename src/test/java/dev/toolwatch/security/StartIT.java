package dev.toolwatch.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application as a process of its own: when it starts, and what it says. */
@Timeout(120)
class StartIT {
  private static final String TOKEN = "sesame-of-the-environment-0123456789";
  private static final String WRONG = "sesame-of-nobody-0123456789";

  private final Map<String, String> environment =
      new HashMap<>(Map.of("TOOLWATCH_HOST", "0.0.0.0"));
  private final HttpClient http = HttpClient.newHttpClient();
  private final String management = TestClient.freePort();
  private final String api = TestClient.freePort();
  private final String otlp = TestClient.freePort();

  @TempDir Path directory;

  @Test
  void allAddresses_noTokens_doesNotStart_andSaysHowToGoOn() throws Exception {
    Ended ended = refused();
    assertThat(ended.output())
        .contains(
            "toolwatch.host=0.0.0.0",
            "openssl rand -hex 32",
            "TOOLWATCH_AUTH_TOKENS_",
            "TOOLWATCH_AUTH_TOKEN_FILE",
            "TOOLWATCH_AUTH_ENABLED=false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://toolwatch:s3cret@db.example/toolwatch",
        "postgres://db.example/toolwatch?user=toolwatch&password=s3cret"
      })
  void malformedAddressOfTheStore_doesNotStart_andIsNotShown(String url) throws Exception {
    environment.put("TOOLWATCH_AUTH_ENABLED", "false");
    environment.put("TOOLWATCH_STORE_URL", url);
    assertThat(refused().output()).contains("toolwatch.store.url").doesNotContain("s3cret");
  }

  @Test
  void aServersOwnAddress_noTokens_doesNotStart() throws Exception {
    environment.put("TOOLWATCH_HOST", "127.0.0.1");
    environment.put("QUARKUS_MANAGEMENT_HOST", "0.0.0.0");
    assertThat(refused().output()).contains("quarkus.management.host=0.0.0.0");
  }

  @Test
  void shortToken_doesNotStart_andDoesNotSayIt() throws Exception {
    environment.put("TOOLWATCH_AUTH_TOKENS_CI_TOKEN", "sesame");
    environment.put("TOOLWATCH_AUTH_TOKENS_CI_ROLES", "ingest");
    Ended ended = refused();
    assertThat(ended.output())
        .contains("toolwatch.auth.tokens.\"ci\"", "shorter than 16 characters")
        .doesNotContain("sesame");
  }

  @Test
  void brokenFile_doesNotStart_andNamesTheLine() throws Exception {
    Path file = directory.resolve("tokens");
    Files.writeString(file, "# tokens\nsender ingest sesame\n");
    environment.put("TOOLWATCH_AUTH_TOKEN_FILE", file.toString());
    assertThat(refused().output()).contains(file + ", line 2: ").doesNotContain("sesame");
  }

  @Test
  void tlsOfAnUnknownName_doesNotStart_andNamesIt() throws Exception {
    environment.put("TOOLWATCH_HOST", "127.0.0.1");
    environment.put("TOOLWATCH_TLS_CONFIGURATION_NAME", "nowhere");
    assertThat(refused().output()).contains("quarkus.tls.nowhere");
  }

  @Test
  void clientCertificatesWithoutTls_doesNotStart() throws Exception {
    environment.put("TOOLWATCH_HOST", "127.0.0.1");
    environment.put("TOOLWATCH_TLS_CLIENT_AUTH", "required");
    assertThat(refused().output()).contains("toolwatch.tls.client-auth=required needs TLS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"quarkus.management.port", "quarkus.http.port", "toolwatch.otlp.http-port"})
  void busyPort_doesNotStart_andIsOneLine(String setting) throws Exception {
    environment.put("TOOLWATCH_HOST", "127.0.0.1");
    String port =
        switch (setting) {
          case "quarkus.management.port" -> management;
          case "quarkus.http.port" -> api;
          default -> otlp;
        };
    try (ServerSocket busy =
        new ServerSocket(Integer.parseInt(port), 1, InetAddress.getLoopbackAddress())) {
      Ended ended = refused(1);
      assertThat(ended.output().lines())
          .filteredOn(line -> line.startsWith("Toolwatch does not start: "))
          .singleElement()
          .asString()
          .contains("127.0.0.1:" + busy.getLocalPort(), setting);
    }
  }

  /** The ports are those of plain HTTP: also the API's, for which Quarkus has another. */
  @Test
  void tls_byTheEnvironment_isOnTheUsualPorts() throws Exception {
    TestCertificates certificates = TestCertificates.make("start");
    environment.put("TOOLWATCH_HOST", "127.0.0.1");
    environment.put("TOOLWATCH_TLS_CONFIGURATION_NAME", "door");
    environment.put(
        "QUARKUS_TLS_DOOR_KEY_STORE_P12_PATH", certificates.path("server.p12").toString());
    environment.put("QUARKUS_TLS_DOOR_KEY_STORE_P12_PASSWORD", TestCertificates.PASSWORD);
    Process process = start(directory.resolve("output"));
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .failFast(() -> !process.isAlive())
          .until(
              () -> Files.readString(directory.resolve("output")).contains("Installed features"));
      assertThat(Files.readString(directory.resolve("output")))
          .contains("https://127.0.0.1:" + api + ".", "https://127.0.0.1:" + management);
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** With the log at its most talkative. */
  @Test
  void tokenOfTheEnvironment_isTaken_andNeverLogged() throws Exception {
    environment.put("TOOLWATCH_AUTH_TOKENS_CI_TOKEN", TOKEN);
    environment.put("TOOLWATCH_AUTH_TOKENS_CI_ROLES", "ingest,scrape");
    environment.put("TOOLWATCH_STORE_FLUSH_INTERVALL", "5s");
    environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
    environment.put("QUARKUS_LOG_CATEGORY__DEV_TOOLWATCH__LEVEL", "TRACE");
    Path output = directory.resolve("output");
    Process process = start(output);
    try {
      awaitStart(process);
      assertThat(scrape(TOKEN)).isEqualTo(200);
      assertThat(scrape(WRONG)).isEqualTo(401);
      assertThat(scrape("")).isEqualTo(401);
      assertThat(post(TOKEN)).isEqualTo(200);
      assertThat(post(WRONG)).isEqualTo(401);
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Files.readString(output))
        .contains("Refused a request to")
        .containsOnlyOnce("TOOLWATCH_STORE_FLUSH_INTERVALL is not a setting")
        .contains("Did you mean TOOLWATCH_STORE_FLUSH_INTERVAL?")
        .doesNotContain("sesame")
        .doesNotContain(Token.plain("t", EnumSet.of(Role.READ), TOKEN).hash());
  }

  /** What the demo sends comes in by a token that it is given. */
  @Test
  void demo_withTokens_sends() throws Exception {
    environment.put("TOOLWATCH_AUTH_TOKENS_CI_TOKEN", TOKEN);
    environment.put("TOOLWATCH_AUTH_TOKENS_CI_ROLES", "scrape");
    environment.put("TOOLWATCH_DEMO_PAST", "false");
    Process process = start(directory.resolve("output"), "--demo");
    try {
      awaitStart(process);
      await()
          .atMost(Duration.ofSeconds(40))
          .until(
              () ->
                  page(TOKEN)
                      .lines()
                      .filter(line -> line.startsWith("toolwatch_otlp_items_total"))
                      .filter(line -> line.contains("signal=\"spans\""))
                      .filter(line -> line.contains("result=\"accepted\""))
                      .noneMatch(line -> line.endsWith(" 0.0") || line.endsWith(" 0")));
      assertThat(page(TOKEN).lines())
          .filteredOn(line -> line.startsWith("toolwatch_auth_refused_total{port=\"otlp"))
          .isNotEmpty()
          .allMatch(line -> line.endsWith(" 0.0") || line.endsWith(" 0"));
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Ended refused() throws Exception {
    return refused(2);
  }

  private Ended refused(int code) throws Exception {
    Path output = directory.resolve("output");
    Process process = start(output);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Ended ended = new Ended(process.exitValue(), Files.readString(output));
    assertThat(ended.code()).isEqualTo(code);
    assertThat(ended.output())
        .contains("Toolwatch does not start")
        .doesNotContain("\tat ")
        .doesNotContain("Exception")
        .doesNotContain("Listening on");
    return ended;
  }

  private Process start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(executable());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(TOOLWATCH|QUARKUS|OTEL)_.*"));
    builder.environment().putAll(environment);
    builder.environment().put("QUARKUS_HTTP_PORT", api);
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", management);
    builder.environment().put("TOOLWATCH_OTLP_HTTP_PORT", otlp);
    builder.environment().put("TOOLWATCH_OTLP_GRPC_PORT", TestClient.freePort());
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** The native executable where it was built last, else the jar. */
  private static List<String> executable() throws IOException {
    Path jar = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    String image = System.getProperty("native.image.path", "");
    if (!image.isEmpty() && Files.exists(Path.of(image))) {
      Path path = Path.of(image).toAbsolutePath();
      if (!Files.exists(jar)
          || Files.getLastModifiedTime(path).compareTo(Files.getLastModifiedTime(jar)) > 0) {
        return List.of(path.toString());
      }
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-jar", jar.toString());
  }

  private void awaitStart(Process process) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .failFast(() -> !process.isAlive())
        .until(() -> get("/q/health/ready", "").statusCode() == 200);
  }

  private int scrape(String token) throws IOException, InterruptedException {
    return get("/metrics", token).statusCode();
  }

  private String page(String token) throws IOException, InterruptedException {
    return get("/metrics", token).body();
  }

  private java.net.http.HttpResponse<String> get(String path, String token)
      throws IOException, InterruptedException {
    return http.send(request(management, path, token).GET().build(), BodyHandlers.ofString(UTF_8));
  }

  private int post(String token) throws IOException, InterruptedException {
    return http.send(
            request(otlp, "/v1/traces", token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private static HttpRequest.Builder request(String port, String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private record Ended(int code, String output) {}
}
