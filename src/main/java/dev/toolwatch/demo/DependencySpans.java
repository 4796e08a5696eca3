package dev.toolwatch.demo;

import static dev.toolwatch.demo.Convention.*;

import dev.toolwatch.demo.Dependency.Database;
import dev.toolwatch.demo.Dependency.HttpApi;
import dev.toolwatch.demo.Dependency.Model;
import dev.toolwatch.demo.Request.ToolCall;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;

/**
 * Makes the spans below a server's span: the token check, then the tool, if it has a span of its own,
 * and its calls.
 */
final class DependencySpans {
  /** Parts of the operation's duration: the token check, and all dependencies together. */
  private static final double TOKEN = 0.05;

  private static final double DEPENDENCIES = 0.85;

  /** What a tool's own span takes, with its dependencies. */
  private static final double TOOL = 0.9;

  /**
   * @param raising tells what the tool raised, if the tool has a span of its own
   * @param parent the context with the server's span
   * @param start when that span started
   */
  void emit(
      Tracer tracer, PlannedOperation operation, Raising raising, Context parent, Instant start) {
    long nanos = operation.durationNanos();
    Instant at = start;
    if (operation.checksToken()) {
      Instant checked = at.plusNanos((long) (nanos * TOKEN));
      tracer
          .spanBuilder("verify_token")
          .setSpanKind(SpanKind.INTERNAL)
          .setParent(parent)
          .setStartTimestamp(at)
          .setAttribute("auth.method", "oauth2")
          .startSpan()
          .end(checked);
      at = checked;
    }
    if (!(operation.request() instanceof ToolCall call)
        || !operation.ending().reachesDependencies()) {
      return;
    }
    Tool tool = call.tool();
    if (!tool.hasSpan()) {
      call(tracer, operation, tool, parent, at);
      return;
    }
    Span span =
        tracer
            .spanBuilder(tool.name())
            .setSpanKind(SpanKind.INTERNAL)
            .setParent(parent)
            .setStartTimestamp(at)
            .setAttribute(MCP_METHOD_NAME, call.method())
            .setAttribute(GEN_AI_TOOL_NAME, tool.name())
            .startSpan();
    call(tracer, operation, tool, parent.with(span), at);
    Instant end = at.plusNanos((long) (nanos * TOOL));
    raising.tell(span, end);
    span.end(end);
  }

  private static void call(
      Tracer tracer, PlannedOperation operation, Tool tool, Context parent, Instant begin) {
    double nanos =
        operation.durationNanos()
            * DEPENDENCIES
            / tool.uses().stream().mapToDouble(Use::part).sum();
    Instant at = begin;
    for (int i = 0; i < tool.uses().size(); i++) {
      Use use = tool.uses().get(i);
      int calls = use.callsOf(operation.number());
      for (int number = 1; number <= calls; number++) {
        boolean last = i == tool.uses().size() - 1 && number == calls;
        Span span = start(tracer, use.dependency(), parent, at);
        at = at.plusNanos((long) (nanos * use.part() / calls));
        end(span, use.dependency(), last ? operation.ending() : Ending.OK, at);
      }
    }
  }

  private static Span start(Tracer tracer, Dependency dependency, Context parent, Instant at) {
    SpanBuilder span = tracer.spanBuilder(dependency.spanName()).setSpanKind(SpanKind.CLIENT);
    span.setParent(parent).setStartTimestamp(at).setAttribute(SERVER_ADDRESS, dependency.host());
    if (dependency instanceof HttpApi api) {
      span.setAttribute(HTTP_REQUEST_METHOD, api.method())
          .setAttribute(URL_FULL, "https://" + api.host() + api.path())
          .setAttribute(SERVER_PORT, 443);
    } else if (dependency instanceof Database database) {
      span.setAttribute(DB_SYSTEM_NAME, database.system())
          .setAttribute(DB_OPERATION_NAME, database.operation())
          .setAttribute(DB_COLLECTION_NAME, database.collection())
          .setAttribute(SERVER_PORT, database.port());
      if (!database.namespace().isEmpty()) {
        span.setAttribute(DB_NAMESPACE, database.namespace());
      }
    } else if (dependency instanceof Model model) {
      span.setAttribute(GEN_AI_OPERATION_NAME, model.operation())
          .setAttribute(GEN_AI_PROVIDER_NAME, model.provider())
          .setAttribute(GEN_AI_REQUEST_MODEL, model.name());
    }
    return span.startSpan();
  }

  private static void end(Span span, Dependency dependency, Ending ending, Instant at) {
    boolean failed = ending == Ending.EXCEPTION || ending == Ending.TIMEOUT;
    if (failed) {
      String type = ending == Ending.TIMEOUT ? "timeout" : "connection_reset";
      span.setStatus(StatusCode.ERROR).setAttribute(ERROR_TYPE, type);
    } else if (dependency instanceof HttpApi) {
      span.setAttribute(HTTP_RESPONSE_STATUS_CODE, 200);
    }
    span.end(at);
  }
}
