package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SpanView;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose mistake a failure was, by whatever an emitter says of it. */
class FailureClassifierTest {
  private static final long[] CALLERS_CODES = {
    -32700, -32600, -32601, -32602, -32002, -32020, -32021, -32022, -32042
  };
  private static final long[] SERVERS_CODES = {-32603, -32000, -32001, -32023, -32041, -32043, -1};
  private static final String[] CODE_KEYS = {
    "error.type", "rpc.response.status_code", "rpc.jsonrpc.error_code", "mcp.error.code"
  };

  private final Recognition recognition = Recognitions.withDefaults();
  private final Recognised call = Recognised.call(recognition);

  static Stream<Arguments> codes() {
    return Stream.of(CODE_KEYS)
        .flatMap(
            key ->
                Stream.concat(
                    LongStream.of(CALLERS_CODES)
                        .mapToObj(code -> Arguments.of(key, code, Outcome.CLIENT_ERROR)),
                    LongStream.of(SERVERS_CODES)
                        .mapToObj(code -> Arguments.of(key, code, Outcome.SERVER_ERROR))));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void code_asText_saysWhoseMistakeItWas(String key, long code, Outcome outcome) {
    call.with(key, Long.toString(code));
    assertThat(outcome()).isEqualTo(outcome + " " + code);
    call.failed();
    assertThat(outcome()).isEqualTo(outcome + " " + code);
  }

  @ParameterizedTest
  @MethodSource("codes")
  void code_asInteger_saysWhoseMistakeItWas(String key, long code, Outcome outcome) {
    call.with(key, code);
    assertThat(outcome()).isEqualTo(outcome + " " + code);
    call.failed();
    assertThat(outcome()).isEqualTo(outcome + " " + code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cancelled",
        "canceled",
        "AbortError",
        "asyncio.exceptions.CancelledError",
        "java.util.concurrent.CancellationException",
        "System.OperationCanceledException",
        "context canceled",
        "CANCELLED",
        "Canceled",
        "kotlinx.coroutines.JobCancellationException",
        "concurrent.futures._base.CancelledError",
        "rpc error: code = Canceled desc = context canceled",
        "ZodError",
        "pydantic.ValidationError",
        "jsonschema.exceptions.ValidationError",
        "fastapi.exceptions.RequestValidationError",
        "NotFoundError",
        "ValidationError",
        "400",
        "404",
        "499"
      })
  void errorType_ofACallersMistake_isAClientError(String type) {
    assertThat(outcome(call.failed().with("error.type", type))).isEqualTo("CLIENT_ERROR " + type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tool_error",
        "timeout",
        "TimeoutError",
        "_OTHER",
        "500",
        "503",
        "399",
        "java.nio.channels.CancelledKeyException",
        "elasticsearch.NotFoundError",
        "FileNotFoundError",
        "fastapi.exceptions.ResponseValidationError",
        "java.io.IOException"
      })
  void errorType_ofAnythingElse_isAServerError(String type) {
    assertThat(outcome(call.with("error.type", type))).isEqualTo("SERVER_ERROR " + type);
  }

  @ParameterizedTest
  @CsvSource({
    // error.type, exception, code, HTTP status, outcome
    "tool_error, java.io.IOException, -32602, 500, CLIENT_ERROR tool_error",
    "tool_error, asyncio.CancelledError, '', 404, SERVER_ERROR tool_error",
    "'', asyncio.CancelledError, '', 500, CLIENT_ERROR asyncio.CancelledError",
    "'', java.io.IOException, '', 404, SERVER_ERROR java.io.IOException",
    "'', '', -32603, 404, SERVER_ERROR -32603",
    "'', '', -32602, 500, CLIENT_ERROR -32602",
    "'', '', '', 404, CLIENT_ERROR 404",
    "'', '', '', 400, CLIENT_ERROR 400",
    "'', '', '', 500, SERVER_ERROR 500",
    "'', '', '', 200, SERVER_ERROR _OTHER",
    "'', '', '', '', SERVER_ERROR _OTHER"
  })
  void failedSpan_severalSigns_theMostTellingStands(
      String type, String exception, String code, String http, String expected) {
    call.failed();
    if (!type.isEmpty()) {
      call.with("error.type", type);
    }
    if (!exception.isEmpty()) {
      call.exception(exception);
    }
    if (!code.isEmpty()) {
      call.with("rpc.response.status_code", code);
    }
    if (!http.isEmpty()) {
      call.with("http.response.status_code", Long.parseLong(http));
    }
    assertThat(outcome()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http.response.status_code", "http.status_code"})
  void httpStatus_asTextOrInteger_helps(String key) {
    assertThat(outcome(call.with(key, "503"))).isEqualTo("SERVER_ERROR 503");
    assertThat(outcome(call.with(key, 422))).isEqualTo("CLIENT_ERROR 422");
    assertThat(outcome(call.with(key, 302))).isEqualTo("OK ");
  }

  /** HTTP and gRPC write their own codes where others write JSON-RPC's. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "OK", "200", "", "-", "-x", "--1", "-9223372036854775809"})
  void code_thatIsNone_saysNothing(String code) {
    assertThat(outcome(call.with("rpc.response.status_code", code))).isEqualTo("OK ");
  }

  @Test
  void firstCode_thatIsOne_stands() {
    call.with("rpc.response.status_code", "OK").with("mcp.error.code", -32601);
    assertThat(outcome()).isEqualTo("CLIENT_ERROR -32601");
  }

  @Test
  void resultThatIsAnError_withoutMore_isAToolError() {
    assertThat(outcome(call.with("mcp.tool.result.is_error", true)))
        .isEqualTo("SERVER_ERROR tool_error");
    assertThat(outcome(call.with("mcp.tool.result.is_error", false))).isEqualTo("OK ");
  }

  @Test
  void exceptions_severalOfThem_theLastStands() {
    call.failed().exception("java.io.IOException").exception("AbortError");
    assertThat(outcome()).isEqualTo("CLIENT_ERROR AbortError");
  }

  @Test
  void exceptions_ofASpanThatDidNotFail_sayNothing() {
    assertThat(outcome(call.exception("java.io.IOException"))).isEqualTo("OK ");
  }

  @Test
  void wrapper_aroundTheTrueReason_isLookedThrough() {
    call.failed().with("error.type", "MCPError").exception("fastmcp.exceptions.NotFoundError");
    assertThat(outcome()).isEqualTo("CLIENT_ERROR MCPError");
    assertThat(call.span().unknownTarget()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "-32602, true",
    "-32601, true",
    "-32600, false",
    "-32603, false",
    "NotFoundError, true",
    "ToolNotFoundException, true",
    "tool_error, false",
    "ValidationError, false"
  })
  void unknownTarget_byCodeOrName_isTold(String type, boolean unknown) {
    assertThat(call.failed().with("error.type", type).span().unknownTarget()).isEqualTo(unknown);
  }

  @Test
  void outcomes_oneAfterAnother_doNotLeak() {
    Recogniser recogniser = recognition.recogniser();
    SpanBatch batch = new SpanBatch();
    IntStream.range(0, 3)
        .forEach(
            i -> {
              SpanView view = new SpanView(recognition.vocabulary());
              view.statusCode(i == 1 ? SpanView.STATUS_OK : SpanView.STATUS_ERROR);
              view.kind(SpanView.SERVER);
              view.name().set(Recognised.text("tools/call add"));
              if (i == 0) {
                view.exception(Recognised.thrown("ToolNotFoundError"));
              }
              recogniser.recognise(ServiceId.of("orders"), view, batch);
            });
    assertThat(outcome(batch.get(0))).isEqualTo("CLIENT_ERROR ToolNotFoundError");
    assertThat(outcome(batch.get(1))).isEqualTo("OK ");
    assertThat(outcome(batch.get(2))).isEqualTo("SERVER_ERROR _OTHER");
    assertThat(batch.get(2).unknownTarget()).isFalse();
  }

  private String outcome() {
    return outcome(call);
  }

  private static String outcome(Recognised call) {
    return outcome(call.span());
  }

  private static String outcome(JoinSpan span) {
    Operation operation = span.operation();
    return operation.outcome() + " " + operation.errorType();
  }
}
