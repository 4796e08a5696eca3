package dev.toolwatch.otlp;

import static dev.toolwatch.testing.Requests.END_NANOS;
import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.failed;
import static dev.toolwatch.testing.Requests.id;
import static dev.toolwatch.testing.Requests.otherSpan;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.toolwatch.errors.ErrorsFixture;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.OtlpJson;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which spans and log records tell of one error, from the bytes of requests to what is reported. */
class JoinedErrorsTest {
  private static final long SERVER = 1;
  private static final long TOOL = 2;
  private static final long WORK = 3;

  private static final String STACK_TRACE =
      """
      Traceback (most recent call last):
        File "/srv/tools/orders.py", line 41, in find
          return load(order)
        File "/srv/tools/store.py", line 12, in load
          raise KeyError(order)
      KeyError: 'order 17'
      """;

  private final IntakeFixture fixture = new IntakeFixture();
  private final ErrorsFixture errors = fixture.stages.errors;

  @Test
  void exceptionOfASpan_isAnError() {
    send(request("shop", thrown(server())));
    assertThat(errors.settle()).containsExactly("NEW shop find KeyError 'order 17' x1");
    assertThat(errors.told.get(0).event().sample().exception().reported().frames()).hasSize(2);
  }

  @Test
  void spanThatIsFine_isNone() {
    send(request("shop", toolCall("find", Duration.ofMillis(20)), otherSpan(Duration.ZERO)));
    assertThat(errors.settle()).isEmpty();
  }

  @Test
  void eventThenLog_inTwoRequests_areOneError() {
    send(request("shop", thrown(server())));
    send(logs(log(SERVER)));
    assertThat(errors.settle()).containsExactly("NEW shop find KeyError 'order 17' x1");
  }

  @Test
  void logThenEvent_inTwoRequests_areOneError() {
    send(logs(log(SERVER)));
    send(request("shop", thrown(server())));
    assertThat(errors.settle()).containsExactly("NEW shop find KeyError 'order 17' x1");
  }

  @Test
  void logLongAfterTheEvent_isTheSameError() {
    send(request("shop", thrown(server())));
    errors.settle();
    send(logs(log(SERVER)));
    assertThat(errors.settle()).hasSize(1);
  }

  @Test
  void eventLongAfterTheLog_isTheSameError() {
    send(logs(log(SERVER)));
    errors.settle();
    send(request("shop", thrown(server())));
    assertThat(errors.settle()).hasSize(1);
  }

  @Test
  void eventAndLog_inJson_areOneError() {
    sendJson(Signal.TRACES, request("shop", thrown(server())));
    sendJson(Signal.LOGS, logs(log(SERVER)));
    assertThat(errors.settle()).containsExactly("NEW shop find KeyError 'order 17' x1");
  }

  @Test
  void requestThatIsSentAgain_addsNothing() {
    Message request = request("shop", thrown(server()));
    send(request);
    send(request);
    errors.settle();
    send(request);
    assertThat(errors.settle()).hasSize(1);
  }

  /** As SDKs do: the exception passes through both spans, and both record it. */
  @Test
  void spansOfToolAndServer_areOneError_ofTheTool() {
    send(request("shop", thrown(tool())));
    send(request("shop", thrown(server())));
    assertThat(errors.settle()).containsExactly("NEW shop find KeyError 'order 17' x1");
  }

  @Test
  void serverWithoutAnException_isExplainedByThatOfTheTool() {
    send(request("shop", thrown(tool())));
    errors.settle();
    send(request("shop", failed(server(), "tool_error")));
    assertThat(errors.settle()).containsExactly("NEW shop find KeyError 'order 17' x1");
  }

  /** Nothing says that the inner span is below the operation but the time. */
  @Test
  void exceptionWithinTheTimeOfAFailedOperation_isOfItsTool() {
    send(
        request(
            "shop",
            thrown(otherSpan(Duration.ofMillis(5))).setSpanId(id(WORK)).setParentSpanId(id(77)),
            failed(server(), "tool_error")));
    assertThat(errors.settle()).containsExactly("NEW shop find KeyError 'order 17' x1");
  }

  @Test
  void failedOperationsOfOneTrace_areAnErrorEach() {
    send(
        request(
            "shop",
            thrown(server()),
            thrown(server()).setSpanId(id(11)).setStartTimeUnixNano(END_NANOS - 1000)));
    assertThat(errors.settle())
        .containsExactly(
            "NEW shop find KeyError 'order 17' x1", "ONGOING shop find KeyError 'order 17' x1");
  }

  @Test
  void servicesOfOneTrace_haveAnErrorEach() {
    send(request("shop", thrown(server())));
    send(request("bank", thrown(server())));
    assertThat(errors.settle())
        .containsExactlyInAnyOrder(
            "NEW shop find KeyError 'order 17' x1", "NEW bank find KeyError 'order 17' x1");
  }

  @Test
  void operationWithoutAnException_isGroupedByItsCode() {
    send(request("shop", failed(server(), "tool_error")));
    assertThat(errors.settle()).containsExactly("NEW shop find tool_error  x1");
    assertThat(errors.told.get(0).event().grouping().groupedBy().label()).isEqualTo("mcp_code");
  }

  /** The agent's own mistake is listed, but nobody is woken for it. */
  @Test
  void callersMistake_isGrouped_butNotTold() {
    send(request("shop", failed(server(), "-32602")));
    assertThat(errors.settle()).isEmpty();
    assertThat(errors.parts())
        .extracting(part -> part.type() + " " + part.callersMistake() + " " + part.events())
        .containsExactly("-32602 true 1");
  }

  /** A server may say that it failed only in the status. */
  @Test
  void operationWithAMessageOnly_isGroupedByIt() {
    send(
        request(
            "shop",
            server()
                .setStatus(
                    Status.newBuilder()
                        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                        .setMessage("no route to 10.0.0.1"))));
    assertThat(errors.settle()).containsExactly("NEW shop find _OTHER no route to 10.0.0.1 x1");
    assertThat(errors.told.get(0).event().grouping().groupedBy().label()).isEqualTo("message");
  }

  @Test
  void exceptionOfAClientsCall_isAnErrorOfTheClient_withTheTool() {
    send(request("agent", thrown(server()).setKind(Span.SpanKind.SPAN_KIND_CLIENT)));
    assertThat(errors.settle()).containsExactly("NEW agent find KeyError 'order 17' x1");
  }

  /** What it means that a dependency failed is up to the caller. */
  @Test
  void dependencyThatFailedWithoutAnException_isNone() {
    send(
        request(
            "shop",
            failed(otherSpan(Duration.ZERO), "500").setKind(Span.SpanKind.SPAN_KIND_CLIENT)));
    assertThat(errors.settle()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = SeverityNumber.class,
      names = {"SEVERITY_NUMBER_ERROR", "SEVERITY_NUMBER_FATAL4"})
  void logOfAnError_isOne(SeverityNumber severity) {
    send(logs(line(severity, "disk 7 is full")));
    assertThat(errors.settle()).containsExactly("NEW shop  log disk 7 is full x1");
  }

  @ParameterizedTest
  @EnumSource(
      value = SeverityNumber.class,
      names = {"SEVERITY_NUMBER_INFO", "SEVERITY_NUMBER_WARN4"})
  void logOfLess_isNone_andIsAccepted(SeverityNumber severity) {
    Answer answer = send(logs(line(severity, "all is well")));
    assertThat(errors.settle()).isEmpty();
    assertThat(answer.toString()).isEqualTo(Answer.accepted(0, "").toString());
    assertThat(fixture.intake.received().accepted(Signal.LOGS, Transport.HTTP)).isEqualTo(1);
  }

  @Test
  void logThatRepeatsTheMessage_isOfTheSameError() {
    send(request("shop", thrown(server())));
    send(
        logs(
            line(SeverityNumber.SEVERITY_NUMBER_ERROR, "the tool failed with 'order 17'")
                .setTraceId(server().getTraceId())
                .setSpanId(id(SERVER))));
    assertThat(errors.settle()).containsExactly("NEW shop find KeyError 'order 17' x1");
  }

  /** A request may have more of errors than can wait: then they are counted, and not copied. */
  @Test
  void requestWithMoreErrorsThanCanWait_isCountedWhole() {
    Span.Builder[] spans = new Span.Builder[100];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = thrown(server()).setSpanId(id(100 + i)).setTraceId(id(9, 1 + i));
      spans[i]
          .getEventsBuilder(0)
          .addAttributes(attribute("exception.stacktrace", "x".repeat(90_000)));
    }
    ExportLogsServiceRequest logs =
        logs(line(SeverityNumber.SEVERITY_NUMBER_ERROR, "disk 7 is full"));
    fixture.accept(Signal.TRACES, Encoding.PROTOBUF, false, request("shop", spans).toByteArray());
    send(logs);
    errors.settle();
    assertThat(errors.parts().stream().mapToLong(ErrorsFixture.Part::events).sum())
        .isEqualTo(spans.length + 1);
    assertThat(errors.told).hasSizeLessThan(spans.length / 2);
  }

  @Test
  void requestThatProvesInvalid_tellsOfNoError() {
    byte[] whole = request("shop", thrown(server())).toByteArray();
    byte[] broken = Arrays.copyOf(whole, whole.length + 1);
    broken[whole.length] = 0x0a;
    fixture.protobuf(broken);
    assertThat(errors.settle()).isEmpty();
  }

  private Answer send(Message request) {
    Signal signal = request instanceof ExportLogsServiceRequest ? Signal.LOGS : Signal.TRACES;
    return fixture.accept(signal, Encoding.PROTOBUF, false, request.toByteArray());
  }

  private void sendJson(Signal signal, Message request) {
    fixture.accept(signal, Encoding.JSON, false, OtlpJson.json(request));
  }

  private static Span.Builder server() {
    return toolCall("find", Duration.ofMillis(20)).setSpanId(id(SERVER));
  }

  private static Span.Builder tool() {
    return otherSpan(Duration.ofMillis(10))
        .setSpanId(id(TOOL))
        .setParentSpanId(id(SERVER))
        .addAttributes(attribute("gen_ai.operation.name", "execute_tool"))
        .addAttributes(attribute("gen_ai.tool.name", "find"));
  }

  private static Span.Builder thrown(Span.Builder span) {
    return span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
        .addEvents(
            Span.Event.newBuilder()
                .setName("exception")
                .addAttributes(attribute("exception.type", "KeyError"))
                .addAttributes(attribute("exception.message", "'order 17'"))
                .addAttributes(attribute("exception.stacktrace", STACK_TRACE)));
  }

  private static LogRecord.Builder log(long spanId) {
    return line(SeverityNumber.SEVERITY_NUMBER_ERROR, "the tool failed")
        .setTraceId(server().getTraceId())
        .setSpanId(id(spanId))
        .addAttributes(attribute("exception.type", "builtins.KeyError"))
        .addAttributes(attribute("exception.message", "'order 17'"));
  }

  private static LogRecord.Builder line(SeverityNumber severity, String body) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(END_NANOS)
        .setSeverityNumber(severity)
        .setBody(AnyValue.newBuilder().setStringValue(body));
  }

  private static ExportLogsServiceRequest logs(LogRecord.Builder... records) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    request
        .addResourceLogsBuilder()
        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", "shop")))
        .addScopeLogsBuilder()
        .addAllLogRecords(List.of(records).stream().map(LogRecord.Builder::build).toList());
    return request.build();
  }
}
