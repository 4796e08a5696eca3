package dev.toolwatch.traces;

import java.util.Map;

/**
 * What sent spans. All spans of one message share it.
 *
 * @param service the service's name, preceded by its namespace if it has one
 * @param attributes in their order; a value is null, a String, Long, Double, Boolean, byte[], List or
 *     Map
 */
public record SpanResource(String service, Map<String, Object> attributes) {
  private static final String UNKNOWN = "unknown_service";

  static SpanResource of(Map<String, Object> attributes) {
    String namespace = text(attributes.get("service.namespace"));
    String name = text(attributes.get("service.name"));
    if (name.isEmpty()) {
      return new SpanResource(UNKNOWN, attributes);
    }
    return new SpanResource(namespace.isEmpty() ? name : namespace + "/" + name, attributes);
  }

  private static String text(Object value) {
    return value instanceof String text ? text : "";
  }
}
