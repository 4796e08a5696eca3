package dev.toolwatch.otlp;

import com.google.protobuf.ByteString;
import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a view offers of one span, copied: once as our decoder shows it, once as the official
 * classes have it.
 */
record SeenSpan(
    Map<String, Object> resource,
    String scopeName,
    String scopeVersion,
    Map<String, Object> attributes,
    String name,
    String traceState,
    String statusMessage,
    List<String> exceptions,
    List<Long> ids,
    int flags,
    int kind,
    int statusCode,
    long startNanos,
    long endNanos,
    boolean sound) {
  /** The keys that the view keeps. Of every length that the vocabulary's hash tells apart. */
  static final List<String> KEPT =
      List.of("k", "seven77", "eight888", "service.name", "mcp.method.name", "schl\u00fcssel", "");

  static final Vocabulary VOCABULARY = new Vocabulary(KEPT);

  /** What an array, a map or bytes are to a view. */
  private static final Object COMPOSITE = Attributes.Type.OTHER;

  static SeenSpan of(SpanView view) {
    return new SeenSpan(
        of(view.resource()),
        view.scopeName().toString(),
        view.scopeVersion().toString(),
        of(view.attributes()),
        view.name().toString(),
        view.traceState().toString(),
        view.statusMessage().toString(),
        List.of(view.firstException().type().toString(), view.lastException().type().toString()),
        List.of(view.traceIdHigh(), view.traceIdLow(), view.spanId(), view.parentSpanId()),
        view.flags(),
        view.kind(),
        view.statusCode(),
        view.startNanos(),
        view.endNanos(),
        view.defect() == null);
  }

  private static Map<String, Object> of(Attributes attributes) {
    Map<String, Object> seen = new TreeMap<>();
    for (int id = 0; id < KEPT.size(); id++) {
      if (attributes.has(id)) {
        seen.put(
            KEPT.get(id),
            switch (attributes.type(id)) {
              case TEXT -> attributes.text(id).toString();
              case BOOL -> attributes.number(id) != 0;
              case LONG -> attributes.number(id);
              case DOUBLE -> attributes.doubleNumber(id);
              case OTHER -> COMPOSITE;
              case ABSENT -> throw new AssertionError();
            });
      }
    }
    return seen;
  }

  /** What a decoder that keeps to the specification shows of a request. */
  static List<SeenSpan> of(ExportTraceServiceRequest request) {
    List<SeenSpan> spans = new ArrayList<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          spans.add(of(resource.getResource(), scope, span));
        }
      }
    }
    return spans;
  }

  private static SeenSpan of(Resource resource, ScopeSpans scope, Span span) {
    List<Long> ids = new ArrayList<>();
    ids.addAll(longs(span.getTraceId(), 2));
    ids.addAll(longs(span.getSpanId(), 1));
    ids.addAll(longs(span.getParentSpanId(), 1));
    return new SeenSpan(
        of(resource.getAttributesList()),
        scope.getScope().getName(),
        scope.getScope().getVersion(),
        of(span.getAttributesList()),
        span.getName(),
        span.getTraceState(),
        span.getStatus().getMessage(),
        exceptions(span),
        ids,
        span.getFlags(),
        span.getKindValue(),
        span.getStatus().getCodeValue(),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        (ids.get(0) | ids.get(1)) != 0 && ids.get(2) != 0 && span.getEndTimeUnixNano() != 0);
  }

  /** The types of the first and the last exception. */
  private static List<String> exceptions(Span span) {
    List<String> types = new ArrayList<>();
    for (Span.Event event : span.getEventsList()) {
      AnyValue type = AnyValue.getDefaultInstance();
      for (KeyValue attribute : event.getAttributesList()) {
        type = attribute.getKey().equals("exception.type") ? attribute.getValue() : type;
      }
      if (event.getName().equals("exception") && !type.getStringValue().isEmpty()) {
        types.add(type.getStringValue());
      }
    }
    return types.isEmpty() ? List.of("", "") : List.of(types.get(0), types.get(types.size() - 1));
  }

  private static List<Long> longs(ByteString id, int count) {
    ByteBuffer bytes = id.isEmpty() ? ByteBuffer.allocate(8 * count) : id.asReadOnlyByteBuffer();
    List<Long> longs = new ArrayList<>();
    while (bytes.hasRemaining()) {
      longs.add(bytes.getLong());
    }
    return longs;
  }

  private static Map<String, Object> of(List<KeyValue> attributes) {
    Map<String, Object> seen = new TreeMap<>();
    for (KeyValue attribute : attributes) {
      if (KEPT.contains(attribute.getKey())) {
        Object value = of(attribute.getValue());
        if (value == null) {
          seen.remove(attribute.getKey());
        } else {
          seen.put(attribute.getKey(), value);
        }
      }
    }
    return seen;
  }

  private static Object of(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE, KVLIST_VALUE, BYTES_VALUE -> COMPOSITE;
      case VALUE_NOT_SET -> null;
    };
  }
}
