package dev.toolwatch.tenant;

import static dev.toolwatch.testing.Requests.attribute;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.RawConnection;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged application with two tenants that send the same: acme has narrow limits, objectives and
 * probes of its own, beta has others. What acme runs into, beta does not notice.
 */
@Timeout(180)
@Tag("jar")
class TenantLimitsIT {
  private static final String ACME = "acme";
  private static final String BETA = "beta";
  private static final List<String> BOTH = List.of(ACME, BETA);
  private static final String SERVICE = "shared";
  private static final String IN_FLIGHT = "toolwatch_otlp_in_flight_bytes";

  private static final int TOOLS = 10;
  private static final int CALLS_OF_A_TOOL = 6;
  private static final int CALLS = TOOLS * CALLS_OF_A_TOOL;
  private static final int FAILED = TOOLS * 2;

  @TempDir Path directory;

  private final int http = FreePort.next();
  private final HttpClient client = HttpClient.newHttpClient();
  private final OtlpHttpClient sender = new OtlpHttpClient(http, HttpClient.Version.HTTP_1_1);
  private List<String> settings;

  @BeforeEach
  void giveTokens() {
    settings = new ArrayList<>();
    settings.add("toolwatch.otlp.http-port=" + http);
    settings.add("toolwatch.store.path=" + directory.resolve("store"));
    settings.add("toolwatch.mcp.join-wait=0s");
    Stream.of("", ACME, BETA)
        .forEach(
            tenant -> {
              String prefix = "toolwatch.auth.tokens.of" + tenant + ".";
              settings.add(prefix + "token=" + token(tenant));
              settings.add(prefix + "roles=ingest,read,scrape");
              if (!tenant.isEmpty()) {
                settings.add(prefix + "tenant=" + tenant);
              }
            });
  }

  private static String token(String tenant) {
    return "token-of-" + tenant + "-0123456789";
  }

  private PackagedToolwatch start(String... more) throws IOException {
    List<String> all = new ArrayList<>(settings);
    all.addAll(Arrays.asList(more));
    return PackagedToolwatch.start(all.toArray(String[]::new));
  }

  @Test
  void narrowLimits_areOfTheTenantThatHasThem() throws Exception {
    try (PackagedToolwatch packaged =
        start(
            "toolwatch.store.flush-interval=1s",
            "toolwatch.tenants.acme.cardinality.max-tools=4",
            "toolwatch.tenants.acme.errors.max-groups=3",
            "toolwatch.tenants.acme.traces.buffer=1M",
            "toolwatch.tenants.acme.slo.objectives.fine.target=99",
            "toolwatch.tenants.beta.slo.objectives.fine.target=50",
            "toolwatch.tenants.acme.probes.door.kind=tcp",
            "toolwatch.tenants.acme.probes.door.url=tcp://127.0.0.1:" + FreePort.next(),
            "toolwatch.tenants.acme.probes.door.failures=1",
            "toolwatch.tenants.beta.probes.door.kind=tcp",
            "toolwatch.tenants.beta.probes.door.url=tcp://127.0.0.1:" + http)) {
      BOTH.forEach(this::sendCalls);
      BOTH.forEach(this::sendTracesThatWait);
      assertCardinality(packaged);
      assertErrorGroups(packaged);
      assertTraceBuffer(packaged);
      assertObjectives(packaged);
      assertProbes(packaged);
      assertThat(rows(packaged, "", "services")).isEmpty();
      assertThat(rows(packaged, "", "probes")).isEmpty();
    }
  }

  /** Ten tools, two calls of each failed, each tool in its own way. */
  private void sendCalls(String tenant) {
    List<Span.Builder> spans = new ArrayList<>();
    for (int tool = 0; tool < TOOLS; tool++) {
      for (int i = 0; i < CALLS_OF_A_TOOL; i++) {
        Span.Builder call = now(Requests.toolCall("tool" + tool, Duration.ofMillis(20)));
        call.setTraceId(Requests.id(tool + 1, i + 1));
        spans.add(i < 2 ? Requests.failed(call, "com.example.Failure" + tool) : call);
      }
    }
    send(tenant, spans);
  }

  /** Three megabytes of spans whose roots never come. */
  private void sendTracesThatWait(String tenant) {
    for (int batch = 0; batch < 3; batch++) {
      List<Span.Builder> spans = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        spans.add(
            now(Requests.otherSpan(Duration.ofMillis(20)))
                .setTraceId(Requests.id(1000 + batch, i + 1))
                .setParentSpanId(Requests.id(7))
                .addAttributes(attribute("text", "x".repeat(10_000))));
      }
      send(tenant, spans);
    }
  }

  private static Span.Builder now(Span.Builder span) {
    long end = Instant.now().toEpochMilli() * 1_000_000;
    return span.setStartTimeUnixNano(end - 20_000_000).setEndTimeUnixNano(end);
  }

  private void send(String tenant, List<Span.Builder> spans) {
    assertThat(post(tenant, spans)).isEqualTo(200);
  }

  private int post(String tenant, List<Span.Builder> spans) {
    return sender
        .post(
            "/v1/traces",
            Requests.protobuf(Requests.request(SERVICE, spans.toArray(Span.Builder[]::new))),
            OtlpHttpClient.PROTOBUF,
            "Authorization",
            "Bearer " + token(tenant))
        .statusCode();
  }

  private void assertCardinality(PackagedToolwatch packaged) {
    String calls = "mcp_server_operation_duration_seconds_count";
    for (String tenant : BOTH) {
      assertThat(scrape(packaged, tenant).sum(calls)).as(tenant).isEqualTo(CALLS);
    }
    MetricsText acme = scrape(packaged, ACME);
    assertThat(acme.sum(calls, "gen_ai_tool_name", "__other__")).isPositive();
    assertThat(acme.sum("toolwatch_series_limited_total", "reason", "label")).isPositive();
    MetricsText beta = scrape(packaged, BETA);
    assertThat(beta.sum(calls, "gen_ai_tool_name", "__other__")).isZero();
    assertThat(beta.select(calls))
        .extracting(sample -> sample.labels().get("gen_ai_tool_name"))
        .contains("tool0", "tool9");
    assertThat(beta.sum("toolwatch_series_limited_total")).isZero();
    assertThat(scrape(packaged, "").sum(calls, "tenant", ACME)).isEqualTo(CALLS);
  }

  private void assertErrorGroups(PackagedToolwatch packaged) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              // Three, and one of all the others.
              assertThat(rows(packaged, ACME, "errors")).hasSize(3 + 1);
              assertThat(rows(packaged, BETA, "errors")).hasSize(TOOLS);
            });
    String errors = "toolwatch_errors_total";
    assertThat(scrape(packaged, ACME).sum(errors, "result", "limited")).isEqualTo(FAILED - 3 * 2);
    assertThat(scrape(packaged, BETA).sum(errors, "result", "limited")).isZero();
  }

  private void assertTraceBuffer(PackagedToolwatch packaged) {
    String traces = "toolwatch_traces_total";
    assertThat(scrape(packaged, ACME).sum(traces, "decision", "overflow")).isPositive();
    assertThat(scrape(packaged, BETA).sum(traces, "decision", "overflow")).isZero();
  }

  /** The same calls burn the budget of one objective, and not of the other with the same name. */
  private void assertObjectives(PackagedToolwatch packaged) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(alert(packaged, ACME)).isEqualTo("page");
              assertThat(alert(packaged, BETA)).isEqualTo("none");
            });
    assertThat(ask(packaged, "", "slos/fine").statusCode()).isEqualTo(404);
  }

  private String alert(PackagedToolwatch packaged, String tenant) {
    JsonArray rows = rows(packaged, tenant, "slos/fine", "slos");
    assertThat(rows).hasSize(1);
    assertThat(rows.getJsonObject(0).getLong("events")).isEqualTo((long) CALLS);
    return rows.getJsonObject(0).getString("alert");
  }

  private void assertProbes(PackagedToolwatch packaged) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(scrape(packaged, ACME).select("mcp_probe_success", "probe", "door"))
                  .singleElement()
                  .satisfies(sample -> assertThat(sample.value()).isZero());
              assertThat(scrape(packaged, BETA).sum("mcp_probe_success", "probe", "door"))
                  .isEqualTo(1);
            });
  }

  @Test
  void retention_isTheTenantsOwn() throws Exception {
    String[] kept = {
      "toolwatch.store.flush-interval=1s",
      "toolwatch.tenants.acme.store.retention.minutes=2d",
      "toolwatch.tenants.beta.store.retention.minutes=9d"
    };
    try (PackagedToolwatch packaged = start(kept)) {
      BOTH.forEach(this::sendCalls);
      BOTH.forEach(tenant -> awaitServices(packaged, tenant));
      packaged.terminate();
      packaged.awaitExit();
    }
    for (String tenant : BOTH) {
      assertThat(minutes(tenant)).as(tenant).isPositive();
      moveMinutes(tenant, Duration.ofDays(4));
    }
    long before = minutes(BETA);
    try (PackagedToolwatch packaged = start(kept)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> minutes(ACME) == 0);
      packaged.terminate();
      packaged.awaitExit();
    }
    assertThat(minutes(BETA)).isEqualTo(before);
  }

  private void awaitServices(PackagedToolwatch packaged, String tenant) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              JsonArray services = rows(packaged, tenant, "services");
              return !services.isEmpty() && services.getJsonObject(0).getLong("calls") == CALLS;
            });
  }

  private Connection store(String tenant) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:sqlite:" + directory.resolve("store/tenants/" + tenant + "/toolwatch.db"));
  }

  /** Rows of minutes. */
  private long minutes(String tenant) throws SQLException {
    try (Connection connection = store(tenant);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM rollups WHERE tier = 0")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** As if they had been counted so much earlier. */
  private void moveMinutes(String tenant, Duration back) throws SQLException {
    try (Connection connection = store(tenant);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE rollups SET bucket = bucket - %d WHERE tier = 0".formatted(back.toMinutes()));
    }
  }

  @Test
  void flood_ofOne_leavesTheOtherItsShareOfBytesInFlight_andItsJournal() throws Exception {
    try (PackagedToolwatch packaged =
        start(
            "toolwatch.otlp.max-in-flight=600K",
            "toolwatch.otlp.max-request-size=100K",
            "toolwatch.journal.enabled=true",
            "toolwatch.journal.max-size=1M",
            "toolwatch.store.flush-interval=1h")) {
      sendWithoutEnd(packaged);
      fillJournal();
      sendCalls(BETA);
      assertThat(scrape(packaged, BETA).sum("toolwatch_spans_total", "disposition", "operation"))
          .isEqualTo(CALLS);
    }
  }

  /** Half of the bytes is shared, and a third of the other half is acme's own. */
  private void sendWithoutEnd(PackagedToolwatch packaged) throws IOException {
    List<RawConnection> open = new ArrayList<>();
    try {
      for (int i = 0; i < 9; i++) {
        open.add(halfSent(ACME, 80_000));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> scrape(packaged, "").sum(IN_FLIGHT) > 300_000);
      assertThat(post(ACME, List.of(large()))).isEqualTo(503);
      assertThat(post(BETA, List.of(large()))).isEqualTo(200);
      assertThat(scrape(packaged, "").sum(IN_FLIGHT)).isLessThanOrEqualTo(410 * 1024);
    } finally {
      for (RawConnection connection : open) {
        connection.close();
      }
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> scrape(packaged, "").sum(IN_FLIGHT) == 0);
  }

  private void fillJournal() {
    int status = 200;
    for (int sent = 0; status == 200 && sent < 20; sent++) {
      status = post(ACME, List.of(large()));
    }
    assertThat(status).isEqualTo(503);
  }

  private static Span.Builder large() {
    return now(Requests.otherSpan(Duration.ofMillis(20)))
        .addAttributes(attribute("text", "x".repeat(85_000)));
  }

  private RawConnection halfSent(String tenant, int bytes) throws IOException {
    String head =
        String.join(
            "\r\n",
            "POST /v1/traces HTTP/1.1",
            "Host: localhost",
            "Authorization: Bearer " + token(tenant),
            "Content-Type: application/x-protobuf",
            "Content-Length: " + (bytes + 1),
            "\r\n");
    RawConnection connection = new RawConnection(http);
    connection.send(head.getBytes(ISO_8859_1));
    connection.send(new byte[bytes]);
    return connection;
  }

  private JsonArray rows(PackagedToolwatch packaged, String tenant, String listing) {
    return rows(packaged, tenant, listing, listing);
  }

  private JsonArray rows(PackagedToolwatch packaged, String tenant, String path, String listing) {
    HttpResponse<String> answer = ask(packaged, tenant, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body()).getJsonArray(listing);
  }

  private HttpResponse<String> ask(PackagedToolwatch packaged, String tenant, String path) {
    return get(tenant, "http://" + packaged.apiAddress() + "/api/v1/" + path);
  }

  private MetricsText scrape(PackagedToolwatch packaged, String tenant) {
    HttpResponse<String> answer = get(tenant, packaged.toolwatch().management() + "/metrics");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MetricsText.parse(answer.body());
  }

  private HttpResponse<String> get(String tenant, String address) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(address))
              .header("Authorization", "Bearer " + token(tenant))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
