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
import java.util.List;

/** Makes the child spans of a server's span: the token check, then the calls of the tool. */
final class DependencySpans {
  /** Parts of the operation's duration: the token check, and all dependencies together. */
  private static final double TOKEN = 0.05;

  private static final double DEPENDENCIES = 0.85;

  /**
   * @param parent the context with the server's span
   * @param start when that span started
   */
  void emit(Tracer tracer, PlannedOperation operation, Context parent, Instant start) {
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
    List<Dependency> dependencies = call.tool().dependencies();
    long share = (long) (nanos * DEPENDENCIES) / dependencies.size();
    for (int i = 0; i < dependencies.size(); i++) {
      boolean last = i == dependencies.size() - 1;
      Span span = start(tracer, dependencies.get(i), parent, at);
      at = at.plusNanos(share);
      end(span, dependencies.get(i), last ? operation.ending() : Ending.OK, at);
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
