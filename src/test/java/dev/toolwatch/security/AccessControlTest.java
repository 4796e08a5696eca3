package dev.toolwatch.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import dev.toolwatch.security.AccessControlTest.WithTokens;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every port with tokens configured, as a sender, a scraper and a reader see it. */
@QuarkusTest
@TestProfile(WithTokens.class)
@Timeout(60)
class AccessControlTest {
  private static final String AUTHORIZATION = "Authorization";
  private static final String PROTOBUF = "application/x-protobuf";

  private final TestClient client = TestClient.plain();

  public static class WithTokens implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(TestClient.freePorts());
      settings.putAll(TestTokens.settings());
      return settings;
    }
  }

  @ParameterizedTest
  @CsvSource({"INGEST, 200, 0", "SCRAPE, 403, 7", "READ, 403, 7", "ADMIN, 200, 0"})
  void otlp_byRole(Role role, int http, int grpc) {
    String token = TestTokens.bearer(role);
    assertThat(client.postOtlp(AUTHORIZATION, token).statusCode()).isEqualTo(http);
    assertThat(client.call(token).getCode().value()).isEqualTo(grpc);
  }

  @ParameterizedTest
  @CsvSource({"INGEST, 403", "SCRAPE, 200", "READ, 403", "ADMIN, 200"})
  void metrics_byRole(Role role, int status) {
    assertThat(
            client
                .get(Port.MANAGEMENT, "/metrics", AUTHORIZATION, TestTokens.bearer(role))
                .statusCode())
        .isEqualTo(status);
  }

  /** Whoever is let in learns that there is no such page; nobody else does. */
  @ParameterizedTest
  @CsvSource({
    "INGEST, 403, 403",
    "SCRAPE, 403, 403",
    "READ, 404, 403",
    "ADMIN, 404, 404",
  })
  void api_byRole_readingAndWriting(Role role, int reading, int writing) {
    String token = TestTokens.bearer(role);
    for (String path :
        List.of("/api/v1/no-such", "/jaeger/api/no-such", "/no-such", "/q/no-such")) {
      assertThat(client.get(Port.API, path, AUTHORIZATION, token).statusCode()).isEqualTo(reading);
      for (String method : List.of("POST", "PUT", "DELETE")) {
        assertThat(
                client
                    .send(
                        client
                            .request(Port.API, path, AUTHORIZATION, token)
                            .method(method, BodyPublishers.ofString("{}")))
                    .statusCode())
            .isEqualTo(writing);
      }
    }
  }

  /** Also if the path is written in another way that the router understands. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/audit",
        "/api/v1/audit/",
        "/api/v1/audit;a=b",
        "/api/v1/audit?limit=1",
        "/api/v1/%61udit",
        "/api/v1/x/../audit",
        "/api//v1/audit",
        "//api/v1/audit",
        "/api/v1;a=b/audit",
        "/api;a=b/v1/audit",
      })
  void auditTrail_isForAdministrators(String path) {
    for (Role role : List.of(Role.INGEST, Role.SCRAPE, Role.READ)) {
      assertThat(client.get(Port.API, path, AUTHORIZATION, TestTokens.bearer(role)).statusCode())
          .as(path + " " + role)
          .isIn(403, 404);
    }
    assertThat(
            client
                .get(Port.API, "/api/v1/audit", AUTHORIZATION, TestTokens.bearer(Role.ADMIN))
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"INGEST, 403", "SCRAPE, 403", "READ, 403", "ADMIN, 404"})
  void errorGroups_areChangedByAdministrators(Role role, int status) {
    String path = "/api/v1/errors/1-00000000000000000000000000000000/";
    for (String change : List.of("resolve", "ignore", "reopen")) {
      assertThat(
              client
                  .send(
                      client
                          .request(Port.API, path + change, AUTHORIZATION, TestTokens.bearer(role))
                          .POST(BodyPublishers.noBody()))
                  .statusCode())
          .isEqualTo(status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/live", "/ready", "/started"})
  void health_isOpen(String path) {
    assertThat(client.get(Port.MANAGEMENT, "/q/health" + path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/metrics/",
        "/q/health/../../metrics",
        "/q/health/%2e%2e/%2e%2e/metrics",
        "//metrics",
        "/q/healthy",
        "/q/no-such",
        "/"
      })
  void management_allButHealth_isShut(String path) {
    assertThat(client.get(Port.MANAGEMENT, path).statusCode()).isEqualTo(401);
  }

  @Test
  void api_refused_isAProblem() {
    HttpResponse<String> answer = client.get(Port.API, "/api/v1/services");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("www-authenticate"))
        .hasValue("Bearer realm=\"toolwatch\"");
    assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(401);
  }

  /** The body of who is refused is read over, so that the connection goes on. */
  @Test
  void api_refusedWithABody_leavesTheConnectionUsable() {
    for (int i = 0; i < 3; i++) {
      assertThat(
              client
                  .send(
                      client
                          .request(Port.API, "/api/v1/maintenance-windows")
                          .POST(BodyPublishers.ofByteArray(new byte[1 << 20])))
                  .statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void otlpHttp_refused_isAStatusInTheRequestsEncoding() throws IOException {
    HttpResponse<byte[]> protobuf = postOtlp(PROTOBUF);
    assertThat(protobuf.statusCode()).isEqualTo(401);
    assertThat(protobuf.headers().firstValue("content-type")).hasValue(PROTOBUF);
    assertThat(protobuf.headers().firstValue("www-authenticate").orElseThrow())
        .startsWith("Bearer ");
    Status status = Status.parseFrom(protobuf.body());
    assertThat(status.getCode()).isEqualTo(16);
    assertThat(status.getMessage()).contains("role ingest");

    HttpResponse<byte[]> json =
        postOtlp("application/json", AUTHORIZATION, TestTokens.bearer(Role.READ));
    assertThat(json.statusCode()).isEqualTo(403);
    assertThat(new JsonObject(new String(json.body(), ISO_8859_1)).getInteger("code")).isEqualTo(7);
    assertThat(json.headers().firstValue("www-authenticate").orElseThrow())
        .contains("error=\"insufficient_scope\"", "scope=\"ingest\"");
  }

  /** The advice for gRPC at this port is for senders that may send. */
  @Test
  void otlpHttp_grpcWithoutToken_isUnauthenticated() throws IOException {
    assertThat(postOtlp("application/grpc").headers().firstValue("grpc-status")).hasValue("16");
  }

  @Test
  void grpc_refused_isUnauthenticatedOrPermissionDenied() {
    assertThat(client.call().getCode()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
    assertThat(client.call().getDescription()).contains("role ingest");
    assertThat(client.call("Bearer " + TestTokens.UNKNOWN).getCode())
        .isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
    assertThat(client.call(TestTokens.bearer(Role.SCRAPE)).getCode())
        .isEqualTo(io.grpc.Status.Code.PERMISSION_DENIED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown   | Bearer sesame-of-nobody-0123456789",
        "malformed | Bearer",
        "malformed | Bearer two words",
        "malformed | Basic c2VzYW1lOm9wZW4=",
        "malformed | sesame-to-ingest-0123456789",
        "malformed | Bearer sesame-to-ingest-0123456789, Bearer x",
      })
  void otlpHttp_wrong_isRefusedAndCounted(String reason, String header) {
    double before = refused("otlp_http", reason);
    assertThat(client.postOtlp(AUTHORIZATION, header).statusCode()).isEqualTo(401);
    assertThat(refused("otlp_http", reason)).isEqualTo(before + 1);
  }

  @Test
  void twoHeaders_areMalformed() {
    String token = TestTokens.bearer(Role.INGEST);
    double before = refused("otlp_http", "malformed");
    assertThat(client.postOtlp(AUTHORIZATION, token, AUTHORIZATION, token).statusCode())
        .isEqualTo(401);
    assertThat(refused("otlp_http", "malformed")).isEqualTo(before + 1);
    assertThat(client.call(token, token).getCode()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
  }

  @Test
  void scheme_inAnyCase_isTaken() {
    assertThat(
            client.postOtlp("authorization", "bEARER " + TestTokens.of(Role.INGEST)).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void refused_everywhere_isCounted(Port port) {
    double missing = refused(port.label(), "missing");
    double forbidden = refused(port.label(), "forbidden");
    switch (port) {
      case OTLP_GRPC -> {
        client.call();
        client.call(TestTokens.bearer(Role.READ));
      }
      case OTLP_HTTP -> {
        client.postOtlp();
        client.postOtlp(AUTHORIZATION, TestTokens.bearer(Role.READ));
      }
      case MANAGEMENT -> {
        client.get(port, "/metrics");
        client.get(port, "/metrics", AUTHORIZATION, TestTokens.bearer(Role.READ));
      }
      case API -> {
        client.get(port, "/");
        client.get(port, "/", AUTHORIZATION, TestTokens.bearer(Role.INGEST));
      }
    }
    assertThat(refused(port.label(), "missing")).isEqualTo(missing + 1);
    assertThat(refused(port.label(), "forbidden")).isEqualTo(forbidden + 1);
  }

  /** The answer comes to the head: the body it declares is never sent. */
  @Test
  void otlpHttp_refused_beforeItsBody() throws IOException {
    try (Socket socket = new Socket("localhost", TestClient.port(Port.OTLP_HTTP))) {
      socket.setSoTimeout(10_000);
      String head =
          "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 60000000\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(12), ISO_8859_1)).isEqualTo("HTTP/1.1 401");
    }
  }

  @Test
  void realExporters_withAToken_deliver() {
    SpanExporter http =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(client.uri(Port.OTLP_HTTP, "/v1/traces").toString())
            .addHeader(AUTHORIZATION, TestTokens.bearer(Role.INGEST))
            .build();
    SpanExporter grpc =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint(client.uri(Port.OTLP_GRPC, "").toString())
            .addHeader(AUTHORIZATION, TestTokens.bearer(Role.INGEST))
            .build();
    for (SpanExporter exporter : List.of(http, grpc)) {
      assertThat(exporter.export(List.of(span())).join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
      exporter.shutdown().join(20, TimeUnit.SECONDS);
    }
  }

  static SpanData span() {
    return TestSpanData.builder()
        .setName("work")
        .setKind(io.opentelemetry.api.trace.SpanKind.INTERNAL)
        .setStatus(StatusData.unset())
        .setAttributes(Attributes.empty())
        .setStartEpochNanos(1)
        .setEndEpochNanos(2)
        .setHasEnded(true)
        .build();
  }

  private HttpResponse<byte[]> postOtlp(String type, String... headers) throws IOException {
    try {
      return java.net.http.HttpClient.newHttpClient()
          .send(
              client
                  .request(Port.OTLP_HTTP, "/v1/traces", headers)
                  .header("Content-Type", type)
                  .timeout(Duration.ofSeconds(20))
                  .POST(BodyPublishers.ofString(""))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private double refused(String port, String reason) {
    String series =
        "toolwatch_auth_refused_total{port=\"" + port + "\",reason=\"" + reason + "\"} ";
    return client
        .get(Port.MANAGEMENT, "/metrics", AUTHORIZATION, TestTokens.bearer(Role.SCRAPE))
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }
}
