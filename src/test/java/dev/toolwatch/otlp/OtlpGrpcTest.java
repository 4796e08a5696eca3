package dev.toolwatch.otlp;

import static dev.toolwatch.testing.RawGrpc.EXPORT_TRACES;
import static dev.toolwatch.testing.RawGrpc.framed;
import static dev.toolwatch.testing.Requests.gzip;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.RetryInfo;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.RawConnection;
import dev.toolwatch.testing.RawGrpc;
import dev.toolwatch.testing.RawGrpc.Answer;
import dev.toolwatch.testing.Toolwatch;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP/gRPC: what a real client makes of it, and by hand what a real client would not send. */
@QuarkusTest
@Timeout(60)
class OtlpGrpcTest {
  private static final ExportTraceServiceRequest ONE_CALL =
      request("grpc-rules", toolCall("search", Duration.ofMillis(15)));

  private static final String WRONG = "toolwatch_otlp_wrong_requests_total";
  private static final int INVALID_ARGUMENT = Status.Code.INVALID_ARGUMENT.value();

  private final Toolwatch toolwatch = Toolwatch.underTest();
  private ManagedChannel channel;
  private RawGrpc raw;

  @BeforeEach
  void connect() {
    int port = toolwatch.grpcPort();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    raw = new RawGrpc(port);
  }

  @AfterEach
  void disconnect() throws Exception {
    channel.shutdownNow();
    raw.close();
  }

  private TraceServiceGrpc.TraceServiceBlockingStub traces() {
    return TraceServiceGrpc.newBlockingStub(channel);
  }

  @Test
  void accepts_whole_answersAnEmptyResponse() {
    MetricsText before = toolwatch.scrape();
    assertThat(traces().export(ONE_CALL))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(traces().withCompression("gzip").export(ONE_CALL))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(traces().export(ExportTraceServiceRequest.getDefaultInstance()))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(
            toolwatch.added(
                before,
                "toolwatch_otlp_items_total",
                "signal",
                "spans",
                "transport",
                "grpc",
                "result",
                "accepted"))
        .isEqualTo(2);
    assertThat(
            toolwatch.added(
                before, "toolwatch_otlp_requests_total", "transport", "grpc", "status", "0"))
        .isEqualTo(3);
  }

  @Test
  void accepts_someSpansUnusable_saysSo() {
    var partial =
        traces()
            .export(
                request(
                    "grpc-partial",
                    toolCall("a", Duration.ofMillis(15)),
                    toolCall("b", Duration.ofMillis(15)).clearTraceId()))
            .getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).contains("span 2").contains("trace_id");
  }

  @Test
  void accepts_metricsAndLogs_refusesEachPointAloud() {
    ExportMetricsServiceRequest.Builder metrics = ExportMetricsServiceRequest.newBuilder();
    metrics
        .addResourceMetricsBuilder()
        .addScopeMetricsBuilder()
        .addMetricsBuilder()
        .getSumBuilder()
        .addDataPoints(NumberDataPoint.newBuilder().setAsInt(1));
    ExportLogsServiceRequest.Builder logs = ExportLogsServiceRequest.newBuilder();
    logs.addResourceLogsBuilder()
        .addScopeLogsBuilder()
        .addLogRecords(LogRecord.getDefaultInstance())
        .addLogRecords(LogRecord.getDefaultInstance());

    var points = MetricsServiceGrpc.newBlockingStub(channel).export(metrics.build());
    var records = LogsServiceGrpc.newBlockingStub(channel).export(logs.build());

    assertThat(points.getPartialSuccess().getRejectedDataPoints()).isEqualTo(1);
    assertThat(points.getPartialSuccess().getErrorMessage()).isNotEmpty();
    assertThat(records.hasPartialSuccess()).isFalse();
  }

  @Test
  void refuses_unknownMethod_unimplemented() {
    MetricsText before = toolwatch.scrape();
    for (String method :
        new String[] {"a.B/C", "opentelemetry.proto.collector.trace.v1.T/Export"}) {
      MethodDescriptor<ExportTraceServiceRequest, ExportTraceServiceResponse> unknown =
          TraceServiceGrpc.getExportMethod().toBuilder().setFullMethodName(method).build();
      assertThat(
              refusal(
                      () ->
                          ClientCalls.blockingUnaryCall(
                              channel, unknown, CallOptions.DEFAULT, ONE_CALL))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
    }
    assertThat(toolwatch.added(before, WRONG, "transport", "grpc", "reason", "path")).isEqualTo(2);
  }

  @Test
  void refuses_tooLarge_resourceExhaustedNotToBeTriedAgain() {
    byte[] name = new byte[64 << 20];
    Arrays.fill(name, (byte) 'x');
    ExportTraceServiceRequest tooLarge =
        request("large", toolCall("a", Duration.ZERO).setName(new String(name, UTF_8)));
    for (String compression : new String[] {"identity", "gzip"}) {
      StatusRuntimeException refused =
          refusal(() -> traces().withCompression(compression).export(tooLarge));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      // Gzip is refused even earlier: no batch compresses as well as this one.
      assertThat(refused.getStatus().getDescription())
          .containsPattern(compression.equals("gzip") ? "inflates to more than" : "67108864");
      com.google.rpc.Status details = StatusProto.fromThrowable(refused);
      assertThat(details.getDetailsList()).noneMatch(detail -> detail.is(RetryInfo.class));
    }
    traces().export(ONE_CALL);
  }

  @Test
  void refuses_undecodable_invalidArgument() throws Exception {
    Answer answer = raw.call(EXPORT_TRACES, framed(0, new byte[] {1, 2, 3}));
    assertThat(answer.http()).isEqualTo(200);
    assertThat(answer.status()).isEqualTo(INVALID_ARGUMENT);
    assertThat(answer.field("content-type")).isEqualTo("application/grpc");
    assertThat(answer.details().getCode()).isEqualTo(INVALID_ARGUMENT);
    assertThat(answer.details().getMessage()).isEqualTo(answer.field("grpc-message"));
  }

  @Test
  void refuses_messagesThatAreNotOne_invalidArgument() throws Exception {
    Buffer one = framed(0, ONE_CALL.toByteArray());
    MetricsText before = toolwatch.scrape();
    for (Buffer body :
        new Buffer[] {
          Buffer.buffer(),
          one.slice(0, 3),
          one.slice(0, 5),
          one.slice(0, one.length() - 1),
          one.copy().appendByte((byte) 0),
          one.copy().appendBuffer(one),
          framed(2, ONE_CALL.toByteArray()),
          framed(-1, ONE_CALL.toByteArray()),
        }) {
      assertThat(raw.call(EXPORT_TRACES, body).status())
          .as("%d bytes", body.length())
          .isEqualTo(INVALID_ARGUMENT);
    }
    assertThat(toolwatch.added(before, "toolwatch_otlp_items_total")).isZero();
  }

  @Test
  void compressedFlag_isWhatCounts() throws Exception {
    byte[] plain = ONE_CALL.toByteArray();
    byte[] gzip = gzip(plain);
    String encoding = "grpc-encoding";
    assertThat(raw.call(EXPORT_TRACES, framed(1, gzip), encoding, "gzip").status()).isZero();
    assertThat(raw.call(EXPORT_TRACES, framed(0, plain), encoding, "gzip").status()).isZero();
    assertThat(raw.call(EXPORT_TRACES, framed(0, plain), encoding, "identity").status()).isZero();
    // "Compression in gRPC": a flag without an encoding must fail with INTERNAL.
    int internal = Status.Code.INTERNAL.value();
    assertThat(raw.call(EXPORT_TRACES, framed(1, gzip)).status()).isEqualTo(internal);
    assertThat(raw.call(EXPORT_TRACES, framed(1, gzip), encoding, "identity").status())
        .isEqualTo(internal);
    assertThat(raw.call(EXPORT_TRACES, framed(0, gzip), encoding, "gzip").status())
        .isEqualTo(INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "snappy"})
  void refuses_otherCompression_unimplementedAndSaysWhatIsTaken(String encoding) throws Exception {
    Answer answer =
        raw.call(EXPORT_TRACES, framed(1, ONE_CALL.toByteArray()), "grpc-encoding", encoding);
    assertThat(answer.status()).isEqualTo(Status.Code.UNIMPLEMENTED.value());
    assertThat(answer.field("grpc-accept-encoding")).isEqualTo("identity,gzip");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/grpc+proto", "application/grpc; charset=utf-8", "Application/GRPC"})
  void accepts_itsContentTypes(String type) throws Exception {
    Buffer body = framed(0, ONE_CALL.toByteArray());
    assertThat(raw.call(EXPORT_TRACES, body, "content-type", type).status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/grpc-web", "application/x-protobuf", "application/grpc+json"})
  void refuses_otherContentTypes_with415(String type) throws Exception {
    Answer answer =
        raw.call(EXPORT_TRACES, framed(0, ONE_CALL.toByteArray()), "content-type", type);
    assertThat(answer.http()).isEqualTo(415);
    assertThat(answer.status()).isEqualTo(-1);
    assertThat(answer.body().toString(UTF_8)).contains("this is the gRPC port");
  }

  @Test
  void http1_isToldWhereToGo_andCounted() throws Exception {
    MetricsText before = toolwatch.scrape();
    try (RawConnection connection = new RawConnection(toolwatch.grpcPort())) {
      for (int i = 0; i < 2; i++) {
        connection.send(
            "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
        RawConnection.Response answer = connection.read();
        assertThat(answer.status()).isEqualTo(505);
        assertThat(answer.body())
            .contains(
                "this is the gRPC port: use port "
                    + toolwatch.httpPort()
                    + " or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc");
      }
    }
    assertThat(toolwatch.added(before, WRONG, "transport", "grpc", "reason", "protocol"))
        .isEqualTo(2);
  }

  @Test
  void senderResets_midBody_givesItsBytesBack() throws Exception {
    RawGrpc.Call call = raw.open(EXPORT_TRACES);
    call.write(framed(0, new byte[30_000]).slice(0, 20_000));
    awaitInFlight(20_000);
    call.request().reset(8);
    awaitInFlight(0);
    // The connection goes on.
    assertThat(raw.call(EXPORT_TRACES, framed(0, ONE_CALL.toByteArray())).status()).isZero();
  }

  @Test
  void senderGoesAway_midBody_givesItsBytesBack() throws Exception {
    RawGrpc.Call call = raw.open(EXPORT_TRACES);
    call.write(framed(0, new byte[30_000]).slice(0, 20_000));
    awaitInFlight(20_000);
    RawGrpc.get(call.request().connection().close());
    awaitInFlight(0);
  }

  @Test
  void streams_areBounded() throws Exception {
    RawGrpc.Call call = raw.open(EXPORT_TRACES);
    assertThat(call.end(framed(0, ONE_CALL.toByteArray())).status()).isZero();
    assertThat(call.request().connection().remoteSettings().getMaxConcurrentStreams())
        .isEqualTo(100);
  }

  private void awaitInFlight(long bytes) {
    toolwatch.awaitSum(bytes, "toolwatch_otlp_in_flight_bytes");
  }

  private static StatusRuntimeException refusal(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }
}
