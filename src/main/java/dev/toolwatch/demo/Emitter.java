package dev.toolwatch.demo;

import static dev.toolwatch.demo.Convention.*;

import dev.toolwatch.demo.McpServer.Transport;
import dev.toolwatch.demo.Request.MissingToolCall;
import dev.toolwatch.demo.Request.PromptGet;
import dev.toolwatch.demo.Request.ResourceRead;
import dev.toolwatch.demo.Request.ToolCall;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.function.Function;

/**
 * Makes the spans of an operation after the semantic conventions for MCP. Not thread-safe.
 *
 * <p>No timestamp comes from a clock: the operation ends at its due time and started one duration
 * earlier.
 */
final class Emitter {
  /** The network latency of one direction between the agent and a server. */
  private static final long NETWORK_NANOS = 1_500_000;

  private final Function<McpServer, Tracer> tracers;
  private final Tracer agent;
  private final DependencySpans dependencies = new DependencySpans();

  Emitter(Function<McpServer, Tracer> tracers, Tracer agent) {
    this.tracers = tracers;
    this.agent = agent;
  }

  /** Makes the spans of an operation that ends at this time. */
  void emit(PlannedOperation operation, Instant end) {
    if (!operation.byAgent()) {
      serve(operation, Context.root(), end);
      return;
    }
    Instant answered = end.minusNanos(NETWORK_NANOS);
    Instant sent = answered.minusNanos(operation.durationNanos() + NETWORK_NANOS);
    Span call =
        start(agent, SpanKind.CLIENT, operation, Context.root(), sent)
            .setAttribute(SERVER_ADDRESS, operation.server().name() + ".example");
    serve(operation, Context.root().with(call), answered);
    finish(call, operation, end);
  }

  private void serve(PlannedOperation operation, Context parent, Instant end) {
    Instant start = end.minusNanos(operation.durationNanos());
    Tracer tracer = tracers.apply(operation.server());
    Span span = start(tracer, SpanKind.SERVER, operation, parent, start);
    ClientRelease client = ClientRelease.of(operation.user(), 0);
    span.setAttribute(ENDUSER_PSEUDO_ID, operation.userName())
        .setAttribute(MCP_CLIENT_NAME, client.name())
        .setAttribute(MCP_CLIENT_VERSION, client.version());
    dependencies.emit(tracer, operation, Context.root().with(span), start);
    if (operation.ending() == Ending.EXCEPTION) {
      span.addEvent("exception", exception(operation), end);
    }
    finish(span, operation, end);
  }

  private static Span start(
      Tracer tracer, SpanKind kind, PlannedOperation operation, Context parent, Instant start) {
    Request request = operation.request();
    McpServer server = operation.server();
    String name =
        request.target().isEmpty() ? request.method() : request.method() + " " + request.target();
    SpanBuilder span =
        tracer
            .spanBuilder(name)
            .setSpanKind(kind)
            .setParent(parent)
            .setStartTimestamp(start)
            .setAttribute(MCP_METHOD_NAME, request.method())
            .setAttribute(MCP_PROTOCOL_VERSION, server.protocolVersion())
            .setAttribute(JSONRPC_REQUEST_ID, Long.toString(operation.number()));
    target(span, request);
    if (server.transport() == Transport.STDIO) {
      span.setAttribute(NETWORK_TRANSPORT, "pipe");
    } else {
      span.setAttribute(NETWORK_TRANSPORT, "tcp").setAttribute(NETWORK_PROTOCOL_NAME, "http");
    }
    if (!operation.session().isEmpty()) {
      span.setAttribute(MCP_SESSION_ID, operation.session());
    }
    return span.startSpan();
  }

  private static void target(SpanBuilder span, Request request) {
    if (request instanceof ToolCall || request instanceof MissingToolCall) {
      span.setAttribute(GEN_AI_TOOL_NAME, request.target())
          .setAttribute(GEN_AI_OPERATION_NAME, "execute_tool");
    } else if (request instanceof PromptGet prompt) {
      span.setAttribute(GEN_AI_PROMPT_NAME, prompt.prompt());
    } else if (request instanceof ResourceRead read) {
      span.setAttribute(MCP_RESOURCE_URI, read.uri());
    }
  }

  private static void finish(Span span, PlannedOperation operation, Instant end) {
    Ending ending = operation.ending();
    if (ending.failed()) {
      // SDKs also set ERROR for mistakes of the client. The receiver has to tell them apart.
      span.setStatus(StatusCode.ERROR, description(operation));
      span.setAttribute(ERROR_TYPE, ending.errorType());
    }
    if (!ending.code().isEmpty()) {
      span.setAttribute(RPC_RESPONSE_STATUS_CODE, ending.code());
    }
    span.end(end);
  }

  private static String description(PlannedOperation operation) {
    String target = operation.request().target();
    return switch (operation.ending()) {
      case OK -> "";
      case TOOL_ERROR -> target + " could not finish";
      case EXCEPTION -> "Internal error";
      case TIMEOUT -> "Request timed out";
      case BAD_ARGUMENTS -> "Invalid arguments for tool " + target;
      case MISSING_TOOL -> "Unknown tool: " + target;
      case MISSING_RESOURCE -> "Resource not found";
      case CANCELLED -> "Request cancelled";
    };
  }

  private static Attributes exception(PlannedOperation operation) {
    String type = operation.ending().errorType();
    String message = "connection reset by peer after " + operation.durationNanos() / 1000 + " µs";
    String tool = operation.request().target();
    String stackTrace =
        """
        %s: %s
        	at com.acme.mcp.net.Channel.read(Channel.java:118)
        	at com.acme.mcp.tools.%s.call(Tool.java:57)
        	at com.acme.mcp.server.Dispatcher.dispatch(Dispatcher.java:203)
        	at java.base/java.lang.Thread.run(Thread.java:1583)
        """
            .formatted(type, message, tool);
    return Attributes.of(
        EXCEPTION_TYPE, type, EXCEPTION_MESSAGE, message, EXCEPTION_STACKTRACE, stackTrace);
  }
}
