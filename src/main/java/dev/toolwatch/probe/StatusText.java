package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** The text of a {@link ProbeStatus} in the store: JSON, times in milliseconds. Pure functions. */
final class StatusText {
  private StatusText() {}

  static String of(ProbeStatus status) {
    ObjectNode node = JsonRpc.object();
    put(node, "state", status.state());
    put(node, "since", status.since());
    put(node, "checked", status.checkedAt());
    put(node, "verdict", status.verdict());
    node.put("message", status.message());
    node.put("nanos", status.nanos());
    node.put("failures", status.failures());
    put(node, "tls_expiry", status.tlsExpiry());
    put(node, "changed", status.changedAt());
    if (status.mcp() != null) {
      node.put("mcp", status.mcp().toJson());
    }
    return node.toString();
  }

  private static void put(ObjectNode node, String name, Verdict verdict) {
    if (verdict != null) {
      node.put(name, verdict.name());
    }
  }

  private static void put(ObjectNode node, String name, Instant time) {
    if (time != null) {
      node.put(name, time.toEpochMilli());
    }
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not such a text
   */
  static ProbeStatus parse(String text) {
    JsonNode node = JsonRpc.parse(text);
    if (node == null || !node.isObject()) {
      throw new IllegalArgumentException("is not a JSON object");
    }
    return new ProbeStatus(
        verdict(node, "state"),
        time(node, "since"),
        time(node, "checked"),
        verdict(node, "verdict"),
        node.path("message").asText(""),
        node.path("nanos").asLong(),
        node.path("failures").asInt(),
        time(node, "tls_expiry"),
        node.has("mcp") ? McpFacts.fromJson(node.get("mcp").asText()) : null,
        time(node, "changed"));
  }

  private static Verdict verdict(JsonNode node, String name) {
    return node.has(name) ? Verdict.valueOf(node.get(name).asText()) : null;
  }

  private static Instant time(JsonNode node, String name) {
    return node.has(name) ? Instant.ofEpochMilli(node.get(name).asLong()) : null;
  }
}
