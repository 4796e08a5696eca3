package dev.toolwatch.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.toolwatch.traces.SpanDetail;
import dev.toolwatch.traces.SpanEvent;
import dev.toolwatch.traces.SpanLink;
import dev.toolwatch.traces.SpanResource;
import dev.toolwatch.traces.Waterfall;
import dev.toolwatch.traces.WaterfallSpan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes answers of Jaeger's query API (jaeger, {@code internal/uimodel}), a trace at a time. Times
 * are in microseconds. Not thread-safe.
 */
final class JaegerJson implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  JaegerJson(OutputStream out) throws IOException {
    json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /** Writes an answer's data. */
  interface Data {
    void write(JaegerJson to) throws IOException;
  }

  /**
   * Something that went wrong.
   *
   * @param code an HTTP status; 0 for none
   * @param traceId null unless it is about one trace
   */
  record Trouble(int code, String message, String traceId) {}

  /** A whole answer in memory. */
  static byte[] answer(int total, Data data, List<Trouble> troubles) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JaegerJson json = new JaegerJson(out)) {
      json.begin();
      data.write(json);
      json.end(total, troubles);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  void begin() throws IOException {
    json.writeStartObject();
    json.writeFieldName("data");
  }

  void end(int total, List<Trouble> troubles) throws IOException {
    json.writeNumberField("total", total);
    json.writeNumberField("limit", 0);
    json.writeNumberField("offset", 0);
    if (troubles.isEmpty()) {
      json.writeNullField("errors");
    } else {
      json.writeArrayFieldStart("errors");
      for (Trouble trouble : troubles) {
        json.writeStartObject();
        if (trouble.code() != 0) {
          json.writeNumberField("code", trouble.code());
        }
        json.writeStringField("msg", trouble.message());
        if (trouble.traceId() != null) {
          json.writeStringField("traceID", trouble.traceId());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** The generator, for data that is no trace. */
  JsonGenerator generator() {
    return json;
  }

  /** Jaeger leaves out the zeros of the first half. */
  static String hex(TraceId id) {
    return id.high() == 0 ? TraceId.hex(id.low()) : id.toString();
  }

  void trace(TraceId id, Waterfall waterfall) throws IOException {
    String traceId = hex(id);
    Set<Long> present = new HashSet<>();
    IdentityHashMap<SpanResource, String> processes = new IdentityHashMap<>();
    List<SpanResource> resources = new ArrayList<>();
    for (WaterfallSpan placed : waterfall.spans()) {
      present.add(placed.span().id());
      SpanResource resource = placed.span().resource();
      if (processes.putIfAbsent(resource, "p" + (resources.size() + 1)) == null) {
        resources.add(resource);
      }
    }
    json.writeStartObject();
    json.writeStringField("traceID", traceId);
    json.writeArrayFieldStart("spans");
    for (WaterfallSpan placed : waterfall.spans()) {
      SpanDetail span = placed.span();
      span(traceId, span, processes.get(span.resource()), present);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("processes");
    for (SpanResource resource : resources) {
      json.writeObjectFieldStart(processes.get(resource));
      json.writeStringField("serviceName", resource.service());
      tags("tags", JaegerTags.ofResource(resource.attributes()));
      json.writeEndObject();
    }
    json.writeEndObject();
    warnings(missing(waterfall));
    json.writeEndObject();
  }

  private static List<String> missing(Waterfall waterfall) {
    List<String> warnings = new ArrayList<>();
    if (waterfall.omitted() > 0) {
      warnings.add(waterfall.omitted() + " more spans are not shown: the trace is too large");
    }
    if (waterfall.malformed() > 0) {
      warnings.add(waterfall.malformed() + " spans could not be read");
    }
    return warnings;
  }

  private void span(String traceId, SpanDetail span, String process, Set<Long> present)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("traceID", traceId);
    json.writeStringField("spanID", TraceId.hex(span.id()));
    json.writeStringField("operationName", span.name());
    json.writeArrayFieldStart("references");
    if (span.parentId() != 0) {
      reference("CHILD_OF", traceId, span.parentId());
    }
    for (SpanLink link : span.links()) {
      reference("FOLLOWS_FROM", hex(new TraceId(link.idHigh(), link.idLow())), link.spanId());
    }
    json.writeEndArray();
    json.writeNumberField("startTime", micros(span.startNanos()));
    json.writeNumberField("duration", span.durationNanos() / 1_000);
    tags("tags", JaegerTags.ofSpan(span));
    json.writeArrayFieldStart("logs");
    for (SpanEvent event : span.events()) {
      json.writeStartObject();
      json.writeNumberField("timestamp", micros(event.timeNanos()));
      tags("fields", JaegerTags.ofEvent(event));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("processID", process);
    List<String> warnings = new ArrayList<>();
    if (Long.compareUnsigned(span.endNanos(), span.startNanos()) < 0) {
      warnings.add("the span ends before it starts");
    }
    if (span.parentId() != 0 && !present.contains(span.parentId())) {
      warnings.add("its parent, " + TraceId.hex(span.parentId()) + ", is not in the trace");
    }
    warnings(warnings);
    json.writeEndObject();
  }

  private static long micros(long nanos) {
    return Long.divideUnsigned(nanos, 1_000);
  }

  private void reference(String type, String traceId, long spanId) throws IOException {
    json.writeStartObject();
    json.writeStringField("refType", type);
    json.writeStringField("traceID", traceId);
    json.writeStringField("spanID", TraceId.hex(spanId));
    json.writeEndObject();
  }

  private void warnings(List<String> warnings) throws IOException {
    if (warnings.isEmpty()) {
      json.writeNullField("warnings");
      return;
    }
    json.writeArrayFieldStart("warnings");
    for (String warning : warnings) {
      json.writeString(warning);
    }
    json.writeEndArray();
  }

  private void tags(String name, Map<String, Object> tags) throws IOException {
    json.writeArrayFieldStart(name);
    for (Map.Entry<String, Object> tag : tags.entrySet()) {
      json.writeStartObject();
      json.writeStringField("key", tag.getKey());
      json.writeStringField("type", type(tag.getValue()));
      json.writeFieldName("value");
      value(tag.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String type(Object value) {
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof Long) {
      return "int64";
    }
    if (value instanceof Double) {
      return "float64";
    }
    return value instanceof byte[] ? "binary" : "string";
  }

  /** As Jaeger does, a whole number that a double cannot hold is a string. */
  private void value(Object value) throws IOException {
    if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Long number && AttributeJson.isExact(number)) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      // NaN and the infinities become strings: JSON has no such numbers.
      json.writeNumber(number);
    } else if (value instanceof byte[] bytes) {
      json.writeBinary(bytes);
    } else {
      json.writeString(String.valueOf(value));
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
