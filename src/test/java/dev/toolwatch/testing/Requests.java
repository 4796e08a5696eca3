package dev.toolwatch.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;

/** Makes OTLP trace requests by the official classes. {@link OtlpJson} writes them as JSON. */
public final class Requests {
  /** When the spans end, in nanoseconds since the Unix epoch: 2026-09-21T14:13:20Z. */
  public static final long END_NANOS = 1_790_000_000_000_000_000L;

  private Requests() {}

  /** A request of one resource and one scope. */
  public static ExportTraceServiceRequest request(String service, Span.Builder... spans) {
    return request(resourceSpans(service, spans));
  }

  public static ExportTraceServiceRequest request(ResourceSpans.Builder... resources) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    Arrays.stream(resources).forEach(request::addResourceSpans);
    return request.build();
  }

  public static ResourceSpans.Builder resourceSpans(String service, Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    scope.setScope(InstrumentationScope.newBuilder().setName("mcp-sdk").setVersion("1.4.0"));
    Arrays.stream(spans).forEach(scope::addSpans);
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", service)))
        .addScopeSpans(scope);
  }

  /** A server's span of {@code tools/call} as the semantic conventions for MCP have it. */
  public static Span.Builder toolCall(String tool, Duration duration) {
    return operation("tools/call", duration)
        .setName("tools/call " + tool)
        .addAttributes(attribute("gen_ai.tool.name", tool));
  }

  /** A server's span of any MCP method. */
  public static Span.Builder operation(String method, Duration duration) {
    return span(Span.SpanKind.SPAN_KIND_SERVER, duration)
        .setName(method)
        .addAttributes(attribute("mcp.method.name", method));
  }

  /** A span that has nothing to do with MCP. */
  public static Span.Builder otherSpan(Duration duration) {
    return span(Span.SpanKind.SPAN_KIND_INTERNAL, duration).setName("work");
  }

  /** Each has its own id, as a span that is sent twice counts once. */
  private static Span.Builder span(Span.SpanKind kind, Duration duration) {
    return Span.newBuilder()
        .setTraceId(id(0x0af7651916cd43ddL, 0x8448eb211c80319cL))
        .setSpanId(id(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)))
        .setKind(kind)
        .setStartTimeUnixNano(END_NANOS - duration.toNanos())
        .setEndTimeUnixNano(END_NANOS);
  }

  /** Makes a span a failed one. */
  public static Span.Builder failed(Span.Builder span, String errorType) {
    return span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
        .addAttributes(attribute("error.type", errorType));
  }

  public static KeyValue attribute(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  public static KeyValue attribute(String key, long value) {
    return attribute(key, AnyValue.newBuilder().setIntValue(value));
  }

  public static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  /** A span id or a trace id, big-endian. */
  public static ByteString id(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * parts.length);
    Arrays.stream(parts).forEach(bytes::putLong);
    return ByteString.copyFrom(bytes.flip());
  }

  public static byte[] protobuf(MessageLite request) {
    return request.toByteArray();
  }

  public static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
