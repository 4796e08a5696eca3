package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * The headers that repeat arguments of a call, where the tool's definition wants it: properties with
 * {@code x-mcp-header} (protocol 2026-07-28). A server may refuse a call without them. Pure functions.
 */
final class ParamHeaders {
  private static final String PREFIX = "Mcp-Param-";

  /** RFC 9110, 5.6.2: what the name of a header can be. */
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}";

  private ParamHeaders() {}

  /** Adds the headers for arguments, by the schema of the tool. */
  static void add(JsonNode schema, JsonNode arguments, Map<String, String> headers) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      JsonNode value = arguments.path(property.getKey());
      String name = property.getValue().path("x-mcp-header").asText();
      if (value.isObject()) {
        add(property.getValue(), value, headers);
      } else if (!value.isNull() && value.isValueNode() && name.matches(TOKEN)) {
        headers.put(PREFIX + name, StreamableHttp.headerValue(value.asText()));
      }
    }
  }
}
