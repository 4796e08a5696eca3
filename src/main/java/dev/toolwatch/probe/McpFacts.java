package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an MCP server says of itself. Immutable. Descriptions and schemas are not in it, only digests
 * of them.
 *
 * @param server its name
 * @param version its version; empty if it has none
 * @param protocol the protocol version that was agreed on
 * @param capabilities their names, in order
 * @param definitions digests of the definition of each tool, by name
 */
public record McpFacts(
    String server,
    String version,
    String protocol,
    List<String> capabilities,
    SortedMap<String, ToolDigest> definitions) {
  /** The maximum size of {@link #toJson}. */
  static final int MAX_BYTES = 1 << 20;

  public McpFacts {
    capabilities = List.copyOf(capabilities);
    definitions = Collections.unmodifiableSortedMap(definitions);
  }

  /** One digest of the definition of each tool, by name. */
  public SortedMap<String, String> tools() {
    SortedMap<String, String> tools = new TreeMap<>();
    definitions.forEach((name, digest) -> tools.put(name, digest.whole()));
    return tools;
  }

  /** Without the digests of single arguments, which then change together. */
  McpFacts withoutArguments() {
    SortedMap<String, ToolDigest> less = new TreeMap<>();
    definitions.forEach((name, digest) -> less.put(name, digest.withoutArguments()));
    return new McpFacts(server, version, protocol, capabilities, less);
  }

  boolean fits() {
    return toJson().getBytes(UTF_8).length <= MAX_BYTES;
  }

  /** As text for the store. */
  String toJson() {
    ObjectNode all = JsonRpc.object();
    all.put("server", server).put("version", version).put("protocol", protocol);
    ArrayNode names = all.putArray("capabilities");
    capabilities.forEach(names::add);
    ObjectNode tools = all.putObject("tools");
    definitions.forEach(
        (name, digest) -> {
          ArrayNode parts = tools.putArray(name);
          parts.add(digest.description()).add(digest.schema()).add(digest.other());
          if (digest.arguments() != null) {
            ObjectNode arguments = parts.addObject();
            digest.arguments().forEach(arguments::put);
          }
        });
    return all.toString();
  }

  /**
   * Reads what {@link #toJson} has written.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static McpFacts fromJson(String text) {
    JsonNode all = JsonRpc.parse(text);
    if (all == null || !all.path("tools").isObject() || !all.path("server").isTextual()) {
      throw new IllegalArgumentException("not what is known of an MCP server");
    }
    List<String> capabilities = new ArrayList<>();
    all.path("capabilities").forEach(name -> capabilities.add(name.asText()));
    SortedMap<String, ToolDigest> definitions = new TreeMap<>();
    for (Map.Entry<String, JsonNode> tool : all.get("tools").properties()) {
      JsonNode parts = tool.getValue();
      definitions.put(
          tool.getKey(),
          new ToolDigest(
              parts.path(0).asText(),
              parts.path(1).asText(),
              parts.path(2).asText(),
              arguments(parts.path(3))));
    }
    return new McpFacts(
        all.get("server").asText(),
        all.path("version").asText(),
        all.path("protocol").asText(),
        capabilities,
        definitions);
  }

  private static SortedMap<String, String> arguments(JsonNode object) {
    if (!object.isObject()) {
      return null;
    }
    SortedMap<String, String> arguments = new TreeMap<>();
    object.properties().forEach(one -> arguments.put(one.getKey(), one.getValue().asText()));
    return arguments;
  }
}
