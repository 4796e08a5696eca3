package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.toolwatch.forward.ForwardedRequests;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is accepted goes on as it was received, and nothing else does. */
class ForwardedRequestsTest {
  private static final int BYTES = 16 * 1024 * 1024;

  private final ForwardedRequests forwarded = new ForwardedRequests(Signal.values());
  private final IntakeFixture fixture = new IntakeFixture(BYTES, Map.of(), forwarded.forwarding());

  private static Span.Builder span(long id) {
    return Requests.toolCall("find", Duration.ofMillis(5)).setSpanId(Requests.id(id));
  }

  private static ExportTraceServiceRequest withUnknownFields() {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                777,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("later"))
                    .build())
            .build();
    return Requests.request(
            "orders",
            span(1)
                .setTraceState("ot=th:8")
                .addLinks(Span.Link.newBuilder().setTraceId(Requests.id(1, 2)))
                .setUnknownFields(unknown))
        .toBuilder()
        .setUnknownFields(unknown)
        .build();
  }

  @Test
  void protobuf_goesOnByteForByte_plainAndGzip() {
    byte[] body = withUnknownFields().toByteArray();
    fixture.protobuf(body);
    fixture.accept(Signal.TRACES, Encoding.PROTOBUF, true, Requests.gzip(body));
    assertThat(forwarded.bytes()).containsExactly(body, body);
  }

  @Test
  void json_goesOnAsProtobuf() throws Exception {
    ExportTraceServiceRequest request =
        Requests.request("orders", span(1).setName("a \"name\" with \\ escapes\n"), span(2));
    fixture.json(OtlpJson.json(request));
    assertThat(ExportTraceServiceRequest.parseFrom(forwarded.bytes().get(0))).isEqualTo(request);
    assertThat(fixture.acceptedSpans()).isEqualTo(2);
  }

  @Test
  void refusedSpans_areLeftOut() throws Exception {
    Span.Builder bad = span(2).setTraceId(ByteString.copyFromUtf8("short"));
    for (Encoding encoding : Encoding.values()) {
      ExportTraceServiceRequest request = Requests.request("orders", span(1), bad, span(3));
      byte[] body = encoding == Encoding.JSON ? OtlpJson.json(request) : request.toByteArray();
      Answer answer = fixture.accept(Signal.TRACES, encoding, false, body);
      assertThat(answer.rejected()).isOne();
      assertThat(ExportTraceServiceRequest.parseFrom(forwarded.bytes().get(0)))
          .isEqualTo(Requests.request("orders", span(1), span(3)));
    }
  }

  @Test
  void malformedAndTooLargeRequests_doNotGoOn() {
    byte[] body = withUnknownFields().toByteArray();
    body[body.length - 3] ^= 0x7f;
    body[1] = (byte) 0xff;
    fixture.protobuf(body);
    fixture.json("{\"resourceSpans\":[{]}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    fixture.protobuf(new byte[BYTES + 1]);
    fixture.protobuf(ExportTraceServiceRequest.getDefaultInstance().toByteArray());
    assertThat(forwarded.bytes()).isEmpty();
  }

  @Test
  void jsonThatOnlyTheOracleRefuses_countsNothing() {
    byte[] body =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"droppedLinksCount\":\"x\"}]}]}]}"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(fixture.json(body).code()).isEqualTo(Answer.Code.MALFORMED);
    assertThat(fixture.counted()).isEqualTo(new IntakeFixture().counted());
  }

  @Test
  void largeRequest_isSplit() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = 1; i <= 9; i++) {
      request.addResourceSpans(
          Requests.resourceSpans("orders", span(i).setTraceState("x".repeat(1_000_000))));
    }
    fixture.protobuf(request.build().toByteArray());
    assertThat(forwarded.bytes())
        .hasSize(3)
        .allSatisfy(part -> assertThat(part.length).isLessThan(4 * 1024 * 1024));
    assertThat(fixture.acceptedSpans()).isEqualTo(9);
  }

  @Test
  void metricsAndLogs_areAcceptedWhole() {
    ExportMetricsServiceRequest.Builder metrics = ExportMetricsServiceRequest.newBuilder();
    metrics
        .addResourceMetricsBuilder()
        .addScopeMetricsBuilder()
        .addMetricsBuilder()
        .setName("jvm.threads")
        .getGaugeBuilder()
        .addDataPoints(NumberDataPoint.newBuilder().setAsInt(1))
        .addDataPoints(NumberDataPoint.newBuilder().setAsInt(2));
    ExportLogsServiceRequest.Builder logs = ExportLogsServiceRequest.newBuilder();
    logs.addResourceLogsBuilder()
        .addScopeLogsBuilder()
        .addLogRecords(LogRecord.newBuilder().setSeverityText("warn"));
    byte[] points = metrics.build().toByteArray();
    byte[] records = logs.build().toByteArray();
    Answer ofPoints = fixture.accept(Signal.METRICS, Encoding.PROTOBUF, false, points);
    Answer ofRecords = fixture.accept(Signal.LOGS, Encoding.PROTOBUF, false, records);
    assertThat(ofPoints).isEqualTo(Answer.accepted(0, ""));
    assertThat(ofRecords).isEqualTo(Answer.accepted(0, ""));
    assertThat(forwarded.bytes()).containsExactly(points, records);
    fixture.accept(Signal.METRICS, Encoding.PROTOBUF, false, points);
    assertThat(forwarded.items()).isEqualTo(2);
  }

  @Test
  void signalsWithoutATarget_doNotGoOn() {
    ForwardedRequests traces = new ForwardedRequests(Signal.TRACES);
    IntakeFixture other = new IntakeFixture(BYTES, Map.of(), traces.forwarding());
    ExportLogsServiceRequest.Builder logs = ExportLogsServiceRequest.newBuilder();
    logs.addResourceLogsBuilder()
        .addScopeLogsBuilder()
        .addLogRecords(LogRecord.newBuilder().setSeverityText("warn"));
    assertThat(
            other
                .accept(Signal.LOGS, Encoding.PROTOBUF, false, logs.build().toByteArray())
                .rejected())
        .isZero();
    assertThat(traces.bytes()).isEmpty();
  }
}
