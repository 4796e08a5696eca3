package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.Sample;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a span of the convention comes to in the metrics. */
class OutcomesTest {
  private final IntakeFixture fixture = new IntakeFixture();

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // status, error.type, rpc.response.status_code, outcome, error_type
        "UNSET, -,                        -,      ok,           -",
        "OK,    -,                        -,      ok,           -",
        "UNSET, -,                        0,      ok,           -",
        "ERROR, -,                        -,      server_error, _OTHER",
        "UNSET, tool_error,               -,      server_error, tool_error",
        "ERROR, java.io.IOException,      -,      server_error, java.io.IOException",
        "ERROR, -32602,                   -,      client_error, -32602",
        "ERROR, -32603,                   -,      server_error, -32603",
        "ERROR, -,                        -32700, client_error, -32700",
        "ERROR, -,                        -32600, client_error, -32600",
        "ERROR, -,                        -32601, client_error, -32601",
        "ERROR, -,                        -32602, client_error, -32602",
        "ERROR, -,                        -32002, client_error, -32002",
        "UNSET, -,                        -32602, client_error, -32602",
        "ERROR, -,                        -32603, server_error, -32603",
        "ERROR, -,                        -32000, server_error, -32000",
        "ERROR, cancelled,                -,      client_error, cancelled",
      })
  void operation_anyStatusAndCode_hasItsOutcome(
      String status, String errorType, String code, String outcome, String label) {
    Span.Builder span = Requests.operation("resources/read", Duration.ofMillis(5));
    span.setStatus(Status.newBuilder().setCode(Status.StatusCode.valueOf("STATUS_CODE_" + status)));
    if (errorType != null) {
      span.addAttributes(Requests.attribute("error.type", errorType));
    }
    if (code != null) {
      span.addAttributes(Requests.attribute("rpc.response.status_code", code));
    }
    fixture.protobuf(Requests.protobuf(Requests.request("orders", span)));
    assertThat(only("mcp_server_operation_duration_seconds").labels())
        .hasToString(
            List.of(
                    "service_name",
                    "orders",
                    "mcp_method_name",
                    "resources/read",
                    "gen_ai_tool_name",
                    "",
                    "outcome",
                    outcome)
                .toString());
    if (label == null) {
      assertThat(fixture.red.samples("mcp_server_errors")).isEmpty();
    } else {
      assertThat(only("mcp_server_errors").labels().toString()).endsWith(label + "]");
    }
  }

  @Test
  void operation_codeAsInteger_isReadToo() {
    Span.Builder span =
        Requests.operation("resources/read", Duration.ofMillis(5))
            .addAttributes(Requests.attribute("rpc.response.status_code", -32601));
    fixture.protobuf(Requests.protobuf(Requests.request("orders", span)));
    assertThat(only("mcp_server_errors").labels().toString()).endsWith("-32601]");
  }

  @Test
  void operation_ofAClient_isNoServersError() {
    Span.Builder span =
        Requests.failed(Requests.toolCall("add", Duration.ofMillis(5)), "tool_error")
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT);
    fixture.protobuf(Requests.protobuf(Requests.request("agent", span)));
    assertThat(only("mcp_client_operation_duration_seconds").labels().toString())
        .contains("add", "server_error");
    assertThat(fixture.red.samples("mcp_server_errors")).isEmpty();
    assertThat(fixture.red.samples("mcp_server_operation_duration_seconds")).isEmpty();
  }

  private Sample only(String family) {
    List<? extends Sample> samples = fixture.red.samples(family);
    assertThat(samples).hasSize(1);
    return samples.get(0);
  }
}
