package dev.toolwatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way of an incident, with tokens demanded: failed spans come in by OTLP, the Alertmanager
 * tells, and the report has when, what, which tool, and how long it took to know. All settings come by
 * the environment.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncidentIT {
  private static final String SENDER = "a-token-of-the-sender";
  private static final String ALERTMANAGER = "a-token-of-the-alertmanager";
  private static final String ANN = "a-token-that-is-of-ann";
  private static final int CALLS = 10;

  @TempDir static Path directory;

  private final Instant now = Instant.now();
  private final Instant minute = now.truncatedTo(ChronoUnit.MINUTES);

  /** On the first of a month one in which it is still the month before. */
  private final ZoneId zone = ZoneId.of(now.toString().startsWith("01T", 8) ? "-12:00" : "UTC");

  private PackagedToolwatch packaged;
  private long spans;

  @BeforeAll
  void send() throws Exception {
    packaged =
        PackagedToolwatch.start(
            "toolwatch.store.path=" + directory,
            "toolwatch.store.flush-interval=500ms",
            "toolwatch.slo.time-zone=" + zone,
            "toolwatch.slo.formerly.shop=kiosk",
            "toolwatch.slo.objectives.swift.target=99",
            "toolwatch.slo.objectives.swift.service=shop",
            "toolwatch.slo.objectives.swift.tool=find",
            "toolwatch.slo.objectives.swift.threshold=250ms",
            "toolwatch.slo.objectives.swift.window=month",
            "toolwatch.auth.tokens.sender.token=" + SENDER,
            "toolwatch.auth.tokens.sender.roles=ingest",
            "toolwatch.auth.tokens.alertmanager.token=" + ALERTMANAGER,
            "toolwatch.auth.tokens.alertmanager.roles=alert",
            "toolwatch.auth.tokens.ann.token=" + ANN,
            "toolwatch.auth.tokens.ann.roles=read,admin");
    OtlpHttpClient client =
        new OtlpHttpClient(packaged.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    for (int ago = 14; ago > 0; ago--) {
      Instant end = minute.minus(Duration.ofMinutes(ago)).plusSeconds(30);
      boolean fails = ago <= 9 && ago >= 7;
      Span.Builder[] calls = new Span.Builder[CALLS];
      for (int i = 0; i < CALLS; i++) {
        calls[i] = call(end, fails);
      }
      byte[] body = Requests.protobuf(Requests.request(ago > 9 ? "kiosk" : "shop", calls));
      assertThat(
              client
                  .post(
                      "/v1/traces",
                      body,
                      OtlpHttpClient.PROTOBUF,
                      "Authorization",
                      "Bearer " + SENDER)
                  .statusCode())
          .isEqualTo(200);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> report().getInt("total.up_minutes") >= 11);
  }

  private Span.Builder call(Instant end, boolean fails) {
    long nanos = end.getEpochSecond() * 1_000_000_000L;
    Span.Builder call =
        Requests.toolCall("find", Duration.ZERO)
            .setTraceId(Requests.id(7, ++spans))
            .setSpanId(Requests.id(spans))
            .setStartTimeUnixNano(nanos - Duration.ofMillis(20).toNanos())
            .setEndTimeUnixNano(nanos);
    return fails ? Requests.failed(call, "timeout") : call;
  }

  @AfterAll
  void stop() throws Exception {
    packaged.close();
  }

  private RequestSpecification with(String token) {
    return given()
        .baseUri("http://" + packaged.apiAddress() + "/api/v1")
        .header("Authorization", "Bearer " + token);
  }

  private JsonPath report() {
    return with(ANN)
        .queryParam("service", "shop")
        .queryParam("month", now.atZone(zone).toLocalDate().toString().substring(0, 7))
        .get("/reports/sla")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private int tell(String token, String status, Instant ends) {
    Map<String, Object> alert =
        Map.of(
            "status",
            status,
            "labels",
            Map.of("alertname", "Failing", "severity", "page", "service_name", "shop"),
            "startsAt",
            minute.minus(Duration.ofMinutes(8)).toString(),
            "endsAt",
            ends.toString(),
            "fingerprint",
            "f1");
    Map<String, Object> wrong = Map.of("status", status, "labels", Map.of());
    return with(token)
        .contentType(ContentType.JSON)
        .body(Map.of("version", "4", "alerts", List.of(wrong, alert)))
        .post("/alerts")
        .statusCode();
  }

  @Test
  void incident_hasItsErrorsAndTools_andWhenSomebodyKnew() {
    JsonPath before = report();
    assertThat(before.getList("former_names")).isEqualTo(List.of("kiosk"));
    assertThat(before.getList("incidents")).hasSize(1);
    assertThat(before.getString("incidents[0].from"))
        .isEqualTo(minute.minus(Duration.ofMinutes(9)).toString());
    assertThat(before.getInt("incidents[0].down_minutes")).isEqualTo(3);
    assertThat(before.getList("incidents[0].error_types")).isEqualTo(List.of("timeout"));
    assertThat(before.getList("incidents[0].tools")).isEqualTo(List.of("find"));
    assertThat(before.getString("incidents[0].seconds_to_detect")).isNull();
    assertThat(before.getInt("total.operations")).isEqualTo(14 * CALLS);
    assertThat(before.getInt("total.server_errors")).isEqualTo(3 * CALLS);

    assertThat(tell(SENDER, "firing", Instant.EPOCH)).isEqualTo(403);
    // One of two cannot be read: it is named, and the other is taken.
    assertThat(tell(ALERTMANAGER, "firing", Instant.EPOCH)).isEqualTo(400);
    assertThat(report().getInt("incidents[0].seconds_to_detect")).isBetween(9 * 60, 15 * 60);
    assertThat(tell(ALERTMANAGER, "resolved", minute.minus(Duration.ofMinutes(4)))).isEqualTo(400);
    assertThat(report().getInt("incidents[0].seconds_to_resolve")).isEqualTo(5 * 60);
  }

  @Test
  void objective_ofTheEnvironment_isAnswered() {
    with(ANN)
        .queryParam("service", "shop")
        .get("/slos/swift")
        .then()
        .statusCode(200)
        .body("slos.objective", contains(0.99f))
        .body("slos[0].tool", equalTo("find"))
        .body("slos[0].threshold_seconds", equalTo(0.25f))
        .body("slos[0].window", equalTo("month"))
        .body("slos[0].events", equalTo(9 * CALLS));
  }

  @Test
  void maintenance_namesWhoEnteredIt_andNeedsTheRole() {
    Instant from = minute.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));
    Map<String, String> window =
        Map.of("from", from.toString(), "to", from.plusSeconds(3600).toString(), "reason", "disk");
    for (String token : List.of(SENDER, ALERTMANAGER)) {
      with(token)
          .contentType(ContentType.JSON)
          .body(window)
          .post("/maintenance-windows")
          .then()
          .statusCode(403);
    }
    with(ANN)
        .contentType(ContentType.JSON)
        .body(window)
        .post("/maintenance-windows")
        .then()
        .statusCode(201)
        .body("created_by", equalTo("ann"));
    with(ANN)
        .get("/maintenance-windows")
        .then()
        .body("maintenance_windows.created_by", contains("ann"));
  }
}
