package dev.toolwatch.otlp;

import static dev.toolwatch.testing.OtlpHttpClient.JSON;
import static dev.toolwatch.testing.OtlpHttpClient.PROTOBUF;
import static dev.toolwatch.testing.OtlpHttpClient.header;
import static dev.toolwatch.testing.OtlpHttpClient.text;
import static dev.toolwatch.testing.Requests.gzip;
import static dev.toolwatch.testing.Requests.otherSpan;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.RawGrpc;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP/HTTP's rules (OTLP 1.11, "OTLP/HTTP") as a client sees them. */
@QuarkusTest
@Timeout(60)
class OtlpHttpTest {
  private static final String TRACES = "/v1/traces";
  private static final String REQUESTS = "toolwatch_otlp_requests_total";
  private static final String WRONG = "toolwatch_otlp_wrong_requests_total";
  private static final String ITEMS = "toolwatch_otlp_items_total";

  private static final ExportTraceServiceRequest ONE_CALL =
      request("http-rules", toolCall("search", Duration.ofMillis(15)));

  private static final ExportMetricsServiceRequest THREE_POINTS = points(3);
  private static final ExportLogsServiceRequest TWO_RECORDS =
      ExportLogsServiceRequest.newBuilder()
          .addResourceLogs(
              ResourceLogs.newBuilder()
                  .addScopeLogs(
                      ScopeLogs.newBuilder()
                          .addLogRecords(LogRecord.newBuilder().setSeverityText("INFO"))
                          .addLogRecords(LogRecord.newBuilder().setSeverityText("WARN"))))
          .build();

  private final Toolwatch toolwatch = Toolwatch.underTest();
  private OtlpHttpClient client;

  private static ExportMetricsServiceRequest points(int count) {
    Gauge.Builder gauge = Gauge.newBuilder();
    for (int i = 0; i < count; i++) {
      gauge.addDataPoints(NumberDataPoint.newBuilder().setAsInt(i));
    }
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(Metric.newBuilder().setName("m").setGauge(gauge))))
        .build();
  }

  @BeforeEach
  void connect() {
    client = new OtlpHttpClient(toolwatch.httpPort(), Version.HTTP_1_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/traces", "/v1/metrics", "/v1/logs"})
  void answers_emptyRequest_isASuccess(String path) {
    HttpResponse<byte[]> protobuf = client.post(path, new byte[0], PROTOBUF);
    assertThat(protobuf.statusCode()).isEqualTo(200);
    assertThat(header(protobuf, "content-type")).isEqualTo(PROTOBUF);
    assertThat(protobuf.body()).isEmpty();

    HttpResponse<byte[]> json = client.post(path, "{}".getBytes(UTF_8), JSON);
    assertThat(json.statusCode()).isEqualTo(200);
    assertThat(header(json, "content-type")).isEqualTo(JSON);
    assertThat(text(json)).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-protobuf,",
    "application/x-protobuf,gzip",
    "application/x-protobuf,X-Gzip",
    "application/x-protobuf,''",
    "application/x-protobuf,GZIP",
    "application/x-protobuf,identity",
    "application/json,",
    "application/json,gzip",
    "Application/X-Protobuf;charset=utf-8,gzip",
    "application/JSON ; charset=UTF-8,",
  })
  void accepts_whole_answersInTheSameEncoding(String type, String compression) {
    boolean json = type.toLowerCase(Locale.ROOT).contains("json");
    byte[] plain = json ? OtlpJson.json(ONE_CALL) : ONE_CALL.toByteArray();
    boolean gzip = compression != null && compression.toLowerCase(Locale.ROOT).endsWith("gzip");
    String[] headers =
        compression == null ? new String[0] : new String[] {"Content-Encoding", compression};
    MetricsText before = toolwatch.scrape();

    HttpResponse<byte[]> response = client.post(TRACES, gzip ? gzip(plain) : plain, type, headers);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "content-type")).isEqualTo(json ? JSON : PROTOBUF);
    assertThat(text(response)).isEqualTo(json ? "{}" : "");
    assertThat(
            toolwatch.added(
                before, ITEMS, "signal", "spans", "transport", "http", "result", "accepted"))
        .isEqualTo(1);
    assertThat(
            toolwatch.added(
                before, REQUESTS, "signal", "spans", "transport", "http", "status", "200"))
        .isEqualTo(1);
  }

  @Test
  void accepts_someSpansUnusable_countsTheRestAndSaysSo() throws Exception {
    ExportTraceServiceRequest request =
        request(
            "http-partial",
            toolCall("a", Duration.ofMillis(15)),
            toolCall("b", Duration.ofMillis(15)).clearSpanId(),
            toolCall("c", Duration.ofMillis(15)).setTraceId(ByteString.copyFrom(new byte[16])));
    MetricsText before = toolwatch.scrape();

    HttpResponse<byte[]> protobuf = client.post(TRACES, request.toByteArray(), PROTOBUF);
    HttpResponse<byte[]> json = client.post(TRACES, OtlpJson.json(request), JSON);

    assertThat(protobuf.statusCode()).isEqualTo(200);
    var partial = ExportTraceServiceResponse.parseFrom(protobuf.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(2);
    assertThat(partial.getErrorMessage()).contains("span 2").contains("span_id");
    assertThat(json.statusCode()).isEqualTo(200);
    JsonObject partialJson = new JsonObject(text(json)).getJsonObject("partialSuccess");
    assertThat(partialJson.getString("rejectedSpans")).isEqualTo("2");
    assertThat(partialJson.getString("errorMessage")).isEqualTo(partial.getErrorMessage());
    assertThat(toolwatch.added(before, ITEMS, "signal", "spans", "result", "accepted"))
        .isEqualTo(2);
    assertThat(toolwatch.added(before, ITEMS, "signal", "spans", "result", "rejected"))
        .isEqualTo(4);
  }

  @Test
  void accepts_metrics_refusesEachPointAloud() throws Exception {
    MetricsText before = toolwatch.scrape();
    HttpResponse<byte[]> protobuf =
        client.post("/v1/metrics", THREE_POINTS.toByteArray(), PROTOBUF);
    HttpResponse<byte[]> json = client.post("/v1/metrics", OtlpJson.json(THREE_POINTS), JSON);

    assertThat(protobuf.statusCode()).isEqualTo(200);
    var partial = ExportMetricsServiceResponse.parseFrom(protobuf.body()).getPartialSuccess();
    assertThat(partial.getRejectedDataPoints()).isEqualTo(3);
    assertThat(partial.getErrorMessage()).isNotEmpty();
    assertThat(json.statusCode()).isEqualTo(200);
    JsonObject partialJson = new JsonObject(text(json)).getJsonObject("partialSuccess");
    assertThat(partialJson.getString("rejectedDataPoints")).isEqualTo("3");
    assertThat(toolwatch.added(before, ITEMS, "signal", "points", "result", "rejected"))
        .isEqualTo(6);
  }

  @Test
  void accepts_logs() throws Exception {
    MetricsText before = toolwatch.scrape();
    HttpResponse<byte[]> protobuf = client.post("/v1/logs", TWO_RECORDS.toByteArray(), PROTOBUF);
    HttpResponse<byte[]> json = client.post("/v1/logs", OtlpJson.json(TWO_RECORDS), JSON);

    assertThat(ExportLogsServiceResponse.parseFrom(protobuf.body()).hasPartialSuccess()).isFalse();
    assertThat(text(json)).isEqualTo("{}");
    assertThat(toolwatch.added(before, ITEMS, "signal", "logs", "result", "accepted")).isEqualTo(4);
  }

  @Test
  void refuses_undecodable_with400AndAStatusInItsEncoding() throws Exception {
    byte[] cutShort = Arrays.copyOf(ONE_CALL.toByteArray(), 40);
    MetricsText before = toolwatch.scrape();

    HttpResponse<byte[]> protobuf = client.post(TRACES, cutShort, PROTOBUF);
    HttpResponse<byte[]> json = client.post(TRACES, "{\"resourceSpans\":".getBytes(UTF_8), JSON);
    HttpResponse<byte[]> gzip = client.post(TRACES, cutShort, PROTOBUF, "Content-Encoding", "gzip");

    assertStatus(protobuf, 400, 3);
    assertStatus(json, 400, 3);
    assertStatus(gzip, 400, 3);
    assertThat(toolwatch.added(before, REQUESTS, "signal", "spans", "status", "400")).isEqualTo(3);
    assertThat(toolwatch.added(before, ITEMS)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1", "/v1/traces/", "/v1/profiles", "/v1/traces/x", "/v1/Traces"})
  void refuses_otherPaths_with404(String path) throws Exception {
    assertStatus(client.post(path, ONE_CALL.toByteArray(), PROTOBUF), 404, 12);
    assertStatus(client.post(path, OtlpJson.json(ONE_CALL), JSON), 404, 12);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /v1/traces",
    "/v1/trace, /v1/traces",
    "/v1/traces/, without the slash",
    "/v1/traces/v1/traces, OTEL_EXPORTER_OTLP_ENDPOINT must have no path",
    "/v1/Metrics, /v1/metrics",
  })
  void wrongPath_isToldTheRightOne_andCounted(String path, String advice) {
    MetricsText before = toolwatch.scrape();
    HttpResponse<byte[]> response = client.post(path, OtlpJson.json(ONE_CALL), JSON);
    assertThat(new JsonObject(text(response)).getString("message")).contains(advice);
    assertThat(toolwatch.added(before, WRONG, "transport", "http", "reason", "path")).isEqualTo(1);
  }

  /** As an exporter is configured that keeps gRPC, its default, and has the other port. */
  @Test
  void grpcSender_isToldThePortInGrpc_andCounted() throws Exception {
    MetricsText before = toolwatch.scrape();
    try (RawGrpc grpc = new RawGrpc(toolwatch.httpPort())) {
      RawGrpc.Answer answer =
          grpc.call(RawGrpc.EXPORT_TRACES, RawGrpc.framed(0, ONE_CALL.toByteArray()));
      assertThat(answer.http()).isEqualTo(200);
      assertThat(answer.status()).isEqualTo(12);
      assertThat(answer.field("grpc-message"))
          .isEqualTo(
              "this is the HTTP port: use port "
                  + toolwatch.grpcPort()
                  + " or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
    }
    assertThat(toolwatch.added(before, WRONG, "transport", "http", "reason", "protocol"))
        .isEqualTo(1);
  }

  @Test
  void otherMistakes_areCountedByReason() {
    MetricsText before = toolwatch.scrape();
    client.send(client.request(TRACES, PROTOBUF).GET());
    client.post(TRACES, ONE_CALL.toByteArray(), "text/plain");
    client.post(TRACES, ONE_CALL.toByteArray(), PROTOBUF, "Content-Encoding", "br");
    for (String reason : List.of("method", "content_type", "encoding")) {
      assertThat(toolwatch.added(before, WRONG, "transport", "http", "reason", reason))
          .as(reason)
          .isEqualTo(1);
    }
    assertThat(toolwatch.added(before, WRONG)).isEqualTo(3);
  }

  @Test
  void accepts_query_isPassedOver() {
    HttpResponse<byte[]> response =
        client.post(TRACES + "?api-version=1", ONE_CALL.toByteArray(), PROTOBUF);
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW"})
  void refuses_otherMethods_with405AndAllow(String method) {
    HttpRequest.Builder request = client.request(TRACES, PROTOBUF);
    HttpResponse<byte[]> response = client.send(request.method(method, BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "allow")).isEqualTo("POST");
    assertThat(response.body().length == 0).isEqualTo(method.equals("HEAD"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/protobuf",
        "application/x-protobufs",
        "application/json5",
        "application",
        ";",
      })
  void refuses_otherContentTypes_with415(String type) {
    HttpResponse<byte[]> response = client.post(TRACES, ONE_CALL.toByteArray(), type);
    assertThat(response.statusCode()).isEqualTo(415);
    // Which encoding the sender reads is not known.
    assertThat(header(response, "content-type")).isEqualTo(JSON);
    assertThat(new JsonObject(text(response)).getString("message")).contains("Content-Type");
  }

  @Test
  void refuses_noContentType_with415() {
    assertThat(client.post(TRACES, ONE_CALL.toByteArray(), null).statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "snappy", "gzip, gzip", "lz4"})
  void refuses_otherCompression_with415AndWhatIsTaken(String compression) throws Exception {
    HttpResponse<byte[]> response =
        client.post(TRACES, ONE_CALL.toByteArray(), PROTOBUF, "Content-Encoding", compression);
    assertStatus(response, 415, 12);
    assertThat(header(response, "accept-encoding")).isEqualTo("gzip");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void refuses_tooLarge_with413ThatTheClientCanRead(Version version) throws Exception {
    client = new OtlpHttpClient(toolwatch.httpPort(), version);
    byte[] tooLarge = new byte[(64 << 20) + 1];
    MetricsText before = toolwatch.scrape();

    assertStatus(client.post(TRACES, tooLarge, PROTOBUF), 413, 8);
    assertStatus(client.postChunked(TRACES, tooLarge, PROTOBUF), 413, 8);

    assertThat(toolwatch.added(before, REQUESTS, "signal", "spans", "status", "413")).isEqualTo(2);
    assertThat(client.post(TRACES, ONE_CALL.toByteArray(), PROTOBUF).statusCode()).isEqualTo(200);
    assertThat(toolwatch.scrape().sum("toolwatch_otlp_in_flight_bytes")).isZero();
  }

  @Test
  void refuses_gzipBomb_with413() throws Exception {
    byte[] bomb = gzip(new byte[(64 << 20) + 1]);
    for (String type : List.of(PROTOBUF, JSON)) {
      assertStatus(client.post(TRACES, bomb, type, "Content-Encoding", "gzip"), 413, 8);
    }
  }

  /** The JDK's client upgrades its first request to h2c: body and compression come by HTTP/1.1. */
  @ParameterizedTest
  @CsvSource({"application/x-protobuf", "application/json"})
  void accepts_h2cUpgrade_firstRequestCompressed(String type) {
    client = new OtlpHttpClient(toolwatch.httpPort(), Version.HTTP_2);
    byte[] plain = type.equals(JSON) ? OtlpJson.json(ONE_CALL) : ONE_CALL.toByteArray();
    MetricsText before = toolwatch.scrape();
    for (int i = 0; i < 3; i++) {
      HttpResponse<byte[]> response =
          client.post(TRACES, gzip(plain), type, "Content-Encoding", "gzip");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(Version.HTTP_2);
    }
    assertThat(toolwatch.added(before, ITEMS, "result", "accepted")).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void answers_refusals_overBothVersions(Version version) throws Exception {
    client = new OtlpHttpClient(toolwatch.httpPort(), version);
    byte[] body = ONE_CALL.toByteArray();
    assertStatus(client.post("/nowhere", body, PROTOBUF), 404, 12);
    assertStatus(client.post(TRACES, body, PROTOBUF, "Content-Encoding", "br"), 415, 12);
    assertStatus(client.post(TRACES, new byte[] {1, 2, 3}, PROTOBUF), 400, 3);
    assertThat(client.post(TRACES, body, PROTOBUF).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void accepts_concurrently_countsEach(Version version) {
    client = new OtlpHttpClient(toolwatch.httpPort(), version);
    client.post(TRACES, new byte[0], PROTOBUF); // the upgrade, before many ask for it at once
    MetricsText before = toolwatch.scrape();

    List<CompletableFuture<HttpResponse<byte[]>>> sent =
        IntStream.range(0, 90)
            .mapToObj(i -> client.postAsync(TRACES, twoSpans(), PROTOBUF))
            .toList();

    assertThat(sent).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
    assertThat(toolwatch.added(before, "toolwatch_spans_total", "disposition", "operation"))
        .isEqualTo(90);
    assertThat(toolwatch.added(before, "toolwatch_spans_total", "disposition", "other"))
        .isEqualTo(90);
  }

  /** With ids of their own. */
  private static byte[] twoSpans() {
    return request(
            "http-concurrent", toolCall("a", Duration.ofMillis(15)), otherSpan(Duration.ZERO))
        .toByteArray();
  }

  private static void assertStatus(HttpResponse<byte[]> response, int http, int code)
      throws InvalidProtocolBufferException {
    assertThat(response.statusCode()).isEqualTo(http);
    if (header(response, "content-type").equals(JSON)) {
      JsonObject status = new JsonObject(text(response));
      assertThat(status.getInteger("code")).isEqualTo(code);
      assertThat(status.getString("message")).isNotEmpty();
    } else {
      assertThat(header(response, "content-type")).isEqualTo(PROTOBUF);
      Status status = Status.parseFrom(response.body());
      assertThat(status.getCode()).isEqualTo(code);
      assertThat(status.getMessage()).isNotEmpty();
    }
  }
}
