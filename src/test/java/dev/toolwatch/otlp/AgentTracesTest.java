package dev.toolwatch.otlp;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces of agents as their instrumentations send them: an agent is a caller, not a server. */
class AgentTracesTest {
  private static final long NOW = 1_790_000_000_000L;

  private final IntakeFixture fixture = new IntakeFixture();

  private void send(Span.Builder... spans) {
    Answer answer = fixture.protobuf(Requests.protobuf(Requests.request("agent", spans)));
    assertThat(answer.code()).isEqualTo(Answer.Code.ACCEPTED);
  }

  private static Span.Builder span(long id, long parent, String name, String... attributes) {
    Span.Builder span = Requests.otherSpan(Duration.ofMillis(5)).setName(name).setSpanId(id(id));
    if (parent != 0) {
      span.setParentSpanId(id(parent));
    }
    for (int i = 0; i < attributes.length; i += 2) {
      span.addAttributes(attribute(attributes[i], attributes[i + 1]));
    }
    return span;
  }

  private void assertOnlyOneClientsCall() {
    fixture.stages.pipeline.tick(NOW + 10_000);
    fixture.stages.pipeline.tick(NOW + 1_000_000);
    fixture.intake.close();
    assertThat(fixture.red.samples("mcp_server_operation_duration_seconds")).isEmpty();
    assertThat(fixture.red.samples("mcp_dependency_duration_seconds")).isEmpty();
    assertThat(fixture.red.operations()).isEqualTo(1);
  }

  /** What the MCP SDK adds below the span of the tool, and the instrumentation of HTTP below that. */
  private static Span.Builder[] mcpCall(long tool) {
    return new Span.Builder[] {
      span(tool + 1, tool, "MCP send tools/call add", "mcp.method.name", "tools/call")
          .setKind(SpanKind.SPAN_KIND_CLIENT),
      span(tool + 2, tool + 1, "POST", "http.request.method", "POST")
          .setKind(SpanKind.SPAN_KIND_CLIENT)
    };
  }

  @ParameterizedTest
  @CsvSource({
    "openinference.span.kind, CHAIN, openinference.span.kind, TOOL",
    "openinference.span.kind, AGENT, openinference.span.kind, TOOL",
    "traceloop.span.kind, workflow, traceloop.span.kind, tool",
    "traceloop.span.kind, task, traceloop.span.kind, tool",
    "gen_ai.operation.name, invoke_agent, gen_ai.operation.name, execute_tool",
    "gen_ai.operation.name, invoke_workflow, gen_ai.operation.name, execute_tool",
    "gen_ai.operation.name, chat, gen_ai.operation.name, execute_tool",
    "spring.ai.kind, chat_client, gen_ai.operation.name, execute_tool"
  })
  void accept_toolsOfAnAgent_areNoServers(
      String key, String kind, String toolKey, String toolKind) {
    send(
        span(4, 3, "execute_tool add", toolKey, toolKind, "gen_ai.tool.name", "add"),
        span(7, 2, "GET", "http.request.method", "GET").setKind(SpanKind.SPAN_KIND_CLIENT));
    send(mcpCall(4));
    send(span(3, 2, "tools", key, kind), span(2, 0, "run", key, kind));
    assertOnlyOneClientsCall();
  }

  /** Pydantic AI: the model chose the tool, and the agent's span comes after all waits are over. */
  @Test
  void accept_toolsOfAnAgentThatRunsForLong_areNoServers() {
    send(
        span(
            4,
            3,
            "execute_tool add",
            "gen_ai.operation.name",
            "execute_tool",
            "gen_ai.tool.name",
            "add",
            "gen_ai.tool.call.id",
            "call_1"));
    send(mcpCall(4));
    assertOnlyOneClientsCall();
  }

  /** A server whose tools are wrapped by hand, one of which asks a model. */
  @Test
  void accept_toolThatAsksAModel_isAServers() {
    send(
        span(3, 2, "chat gpt-5", "gen_ai.operation.name", "chat", "gen_ai.system", "openai")
            .setKind(SpanKind.SPAN_KIND_CLIENT));
    send(
        span(2, 1, "summarise", "gen_ai.tool.name", "summarise"),
        span(1, 0, "POST /mcp").setKind(SpanKind.SPAN_KIND_SERVER));
    assertThat(fixture.red.samples("mcp_server_operation_duration_seconds")).hasSize(1);
  }
}
