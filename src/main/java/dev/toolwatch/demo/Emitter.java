package dev.toolwatch.demo;

import static dev.toolwatch.demo.Convention.*;

import dev.toolwatch.demo.McpServer.Transport;
import dev.toolwatch.demo.Request.MissingToolCall;
import dev.toolwatch.demo.Request.PromptGet;
import dev.toolwatch.demo.Request.ResourceRead;
import dev.toolwatch.demo.Request.ToolCall;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Makes the spans of an operation after the semantic conventions for MCP. Not thread-safe.
 *
 * <p>No timestamp comes from a clock: the operation ends at its due time and started one duration
 * earlier.
 */
final class Emitter {
  /** The network latency of one direction between the agent and a server. */
  private static final long NETWORK_NANOS = 1_500_000;

  private final BiFunction<McpServer, Instant, ServerProcess> processes;
  private final Tracer agent;
  private final Faults faults = new Faults();
  private final DependencySpans dependencies = new DependencySpans();

  /**
   * @param processes the process of a server that ran at a time
   */
  Emitter(BiFunction<McpServer, Instant, ServerProcess> processes, Tracer agent) {
    this.processes = processes;
    this.agent = agent;
  }

  /** Makes the spans of an operation that ends at this time, not before the one before. */
  void emit(PlannedOperation planned, Instant end) {
    Optional<Fault> fault = faults.raised(planned, end);
    PlannedOperation operation = fault.isPresent() ? planned.raising() : planned;
    ServerProcess process = processes.apply(operation.server(), end);
    if (!operation.byAgent()) {
      serve(process, operation, fault, Context.root(), end);
      return;
    }
    Instant answered = end.minusNanos(NETWORK_NANOS);
    Instant sent = answered.minusNanos(operation.durationNanos() + NETWORK_NANOS);
    Span call =
        start(agent, SpanKind.CLIENT, operation, Context.root(), sent)
            .setAttribute(SERVER_ADDRESS, operation.server().name() + ".example");
    serve(process, operation, fault, Context.root().with(call), answered);
    finish(call, operation, fault, end);
  }

  private void serve(
      ServerProcess process,
      PlannedOperation operation,
      Optional<Fault> fault,
      Context parent,
      Instant end) {
    Instant start = end.minusNanos(operation.durationNanos());
    Span span = start(process.tracer(), SpanKind.SERVER, operation, parent, start);
    ClientRelease client = ClientRelease.of(operation.user(), 0);
    span.setAttribute(ENDUSER_PSEUDO_ID, operation.userName())
        .setAttribute(MCP_CLIENT_NAME, client.name())
        .setAttribute(MCP_CLIENT_VERSION, client.version());
    Raising raising =
        fault.isPresent()
            ? new RaisedError(operation, fault.get(), process.logger())
            : Raising.NOTHING;
    dependencies.emit(process.tracer(), operation, raising, Context.root().with(span), start);
    if (!(operation.request() instanceof ToolCall call && call.tool().hasSpan())) {
      raising.tell(span, end);
    }
    finish(span, operation, fault, end);
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

  private static void finish(
      Span span, PlannedOperation operation, Optional<Fault> fault, Instant end) {
    Ending ending = operation.ending();
    if (ending.failed()) {
      // SDKs also set ERROR for mistakes of the client. The receiver has to tell them apart.
      span.setStatus(StatusCode.ERROR, description(operation));
      span.setAttribute(ERROR_TYPE, fault.map(Fault::type).orElse(ending.errorType()));
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
}
