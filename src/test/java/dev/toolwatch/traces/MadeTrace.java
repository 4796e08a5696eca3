package dev.toolwatch.traces;

import static dev.toolwatch.testing.Requests.END_NANOS;
import static dev.toolwatch.testing.Requests.failed;
import static dev.toolwatch.testing.Requests.id;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Made traces: a call of a tool with spans below it. Only ids, names and times differ. */
final class MadeTrace {
  /** The largest randomness: the trace is kept by any ratio. */
  static final long LUCKY = 0x00ff_ffff_ffff_ffffL;

  /** The smallest one. */
  static final long UNLUCKY = 0;

  private MadeTrace() {}

  /** A trace's id with a given randomness. */
  static com.google.protobuf.ByteString traceId(long number, long randomness) {
    return id(number + 1, randomness);
  }

  /** A server's span of a call, the root of its trace. */
  static Span.Builder root(com.google.protobuf.ByteString trace, String tool, long millis) {
    return toolCall(tool, Duration.ofMillis(millis)).setTraceId(trace);
  }

  /** The same call, failed. */
  static Span.Builder failedRoot(
      com.google.protobuf.ByteString trace, String tool, String errorType) {
    return failed(root(trace, tool, 10), errorType);
  }

  /** A span below another one. */
  static Span.Builder child(Span.Builder parent, String name) {
    return Span.newBuilder()
        .setTraceId(parent.getTraceId())
        .setSpanId(toolCall(name, Duration.ofMillis(1)).getSpanId())
        .setParentSpanId(parent.getSpanId())
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
        .setStartTimeUnixNano(END_NANOS - 1_000_000)
        .setEndTimeUnixNano(END_NANOS);
  }

  static ExportTraceServiceRequest of(String service, Span.Builder... spans) {
    return request(service, spans);
  }

  /** All spans of some requests. */
  static List<Span> spans(List<ExportTraceServiceRequest> requests) {
    List<Span> spans = new ArrayList<>();
    for (ExportTraceServiceRequest request : requests) {
      for (ResourceSpans resource : request.getResourceSpansList()) {
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          spans.addAll(scope.getSpansList());
        }
      }
    }
    return spans;
  }
}
