package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A request to an MCP server.
 *
 * @param params without {@code _meta}
 * @param headers what the stateless protocol repeats of the parameters in headers
 */
record McpRequest(String method, ObjectNode params, Map<String, String> headers) {
  static McpRequest of(String method, ObjectNode params) {
    return new McpRequest(method, params, Map.of());
  }
}
