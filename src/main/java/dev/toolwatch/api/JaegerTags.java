package dev.toolwatch.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.toolwatch.traces.SpanDetail;
import dev.toolwatch.traces.SpanEvent;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Attributes and the rest of a span as tags of Jaeger's, as Jaeger makes them of OTLP
 * (opentelemetry-collector-contrib, {@code pkg/translator/jaeger}; compared with Jaeger 1.76). Values
 * are a String, Long, Double, Boolean or byte[]. Pure functions.
 */
final class JaegerTags {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JaegerTags() {}

  /** The tags of a span by key. */
  static SortedMap<String, Object> ofSpan(SpanDetail span) {
    SortedMap<String, Object> tags = of(span.attributes());
    putText(tags, "otel.scope.name", span.scope().name());
    putText(tags, "otel.scope.version", span.scope().version());
    putText(tags, "span.kind", kind(span.kind()));
    putText(tags, "otel.status_description", span.message());
    putText(tags, "w3c.tracestate", span.traceState());
    if (span.statusCode() == SpanDetail.OK) {
      tags.put("otel.status_code", "OK");
    } else if (span.statusCode() == SpanDetail.ERROR) {
      tags.put("otel.status_code", "ERROR");
      tags.put("error", true);
    }
    return tags;
  }

  /** The tags of a process: those of the resource that are not in its name. */
  static SortedMap<String, Object> ofResource(Map<String, Object> attributes) {
    SortedMap<String, Object> tags = of(attributes);
    tags.remove("service.name");
    return tags;
  }

  /** The fields of a log. */
  static SortedMap<String, Object> ofEvent(SpanEvent event) {
    SortedMap<String, Object> fields = of(event.attributes());
    if (!event.name().isEmpty()) {
      fields.putIfAbsent("event", event.name());
    }
    return fields;
  }

  private static void putText(Map<String, Object> tags, String key, String value) {
    if (!value.isEmpty()) {
      tags.put(key, value);
    }
  }

  private static SortedMap<String, Object> of(Map<String, Object> attributes) {
    SortedMap<String, Object> tags = new TreeMap<>();
    attributes.forEach((key, value) -> tags.put(key, flat(value)));
    return tags;
  }

  private static Object flat(Object value) {
    if (value == null) {
      return "";
    }
    if (!(value instanceof List) && !(value instanceof Map)) {
      return value;
    }
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("attributes are plain values", e);
    }
  }

  /** The kind as Jaeger calls it; empty if it is unspecified. */
  static String kind(int kind) {
    return switch (kind) {
      case SpanDetail.INTERNAL -> "internal";
      case SpanDetail.SERVER -> "server";
      case SpanDetail.CLIENT -> "client";
      case SpanDetail.PRODUCER -> "producer";
      case SpanDetail.CONSUMER -> "consumer";
      default -> "";
    };
  }

  /** A value as a search gives it. */
  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? Base64.getEncoder().encodeToString(bytes)
        : String.valueOf(value);
  }

  /** Whether a span, its resource or one of its events has each of the wanted tags. */
  static boolean match(SpanDetail span, Map<String, String> wanted) {
    Map<String, String> missing = new HashMap<>(wanted);
    take(missing, ofSpan(span));
    take(missing, ofResource(span.resource().attributes()));
    span.events().forEach(event -> take(missing, ofEvent(event)));
    return missing.isEmpty();
  }

  private static void take(Map<String, String> missing, Map<String, Object> tags) {
    missing
        .entrySet()
        .removeIf(
            tag ->
                tags.containsKey(tag.getKey())
                    && text(tags.get(tag.getKey())).equals(tag.getValue()));
  }
}
