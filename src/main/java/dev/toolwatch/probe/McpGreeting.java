package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What a server says of itself first.
 *
 * @param protocol the protocol version that was agreed on
 * @param capabilities their names, in order
 */
record McpGreeting(String server, String version, String protocol, List<String> capabilities) {
  /** The newest version with sessions. */
  private static final String NEWEST = "2025-11-25";

  /** The versions that begin with {@code initialize}. */
  private static final List<String> WITH_INITIALIZE =
      List.of("2024-11-05", "2025-03-26", "2025-06-18", NEWEST);

  private static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
  private static final int MAX_CAPABILITIES = 100;

  /** What came of greeting a server: one of both is null. */
  record Outcome(McpGreeting greeting, Refusal refusal) {}

  /** How the server refused to talk in an era. */
  record Refusal(String method, int status, String text) {}

  /** Greets a server that may be stateless. */
  static Outcome discover(McpPeer peer, McpDialogue dialogue)
      throws CheckFailure, SessionLost, InterruptedException {
    String method = "server/discover";
    McpReply reply = dialogue.ask(McpRequest.of(method, JsonRpc.object()));
    List<String> offered = offered(reply);
    if (!offered.isEmpty()
        && !offered.contains(StreamableHttp.STATELESS)
        && offered.stream().noneMatch(WITH_INITIALIZE::contains)) {
      throw peer.down(
          "speaks only protocol versions that Toolwatch does not: "
              + peer.said().brief(String.join(", ", offered)));
    }
    if (reply instanceof McpReply.Result result && offered.contains(StreamableHttp.STATELESS)) {
      JsonNode info = result.value().path("_meta").path(SERVER_INFO);
      return greeted(info, StreamableHttp.STATELESS, result.value(), peer.said());
    }
    if (!offered.isEmpty()) {
      return refused(method, reply.status(), "the versions " + String.join(", ", offered));
    }
    boolean odd = reply instanceof McpReply.Result;
    return refused(method, reply.status(), odd ? "a result without versions" : reply.text());
  }

  /** The versions that the reply to {@code server/discover} names. */
  private static List<String> offered(McpReply reply) {
    if (reply instanceof McpReply.Result result) {
      return JsonRpc.texts(result.value().path("supportedVersions"));
    }
    return reply instanceof McpReply.Failed failed
            && failed.code() == McpReply.Failed.UNSUPPORTED_VERSION
        ? failed.supported()
        : List.of();
  }

  /** Greets a server with {@code initialize}. */
  static Outcome initialize(McpPeer peer, McpDialogue dialogue, McpTransport transport, Steps steps)
      throws CheckFailure, SessionLost, InterruptedException {
    String method = "initialize";
    ObjectNode params = JsonRpc.object().put("protocolVersion", NEWEST);
    params.putObject("capabilities");
    params.set("clientInfo", StreamableHttp.clientInfo());
    McpReply reply = dialogue.ask(McpRequest.of(method, params));
    if (!(reply instanceof McpReply.Result result)) {
      return refused(method, reply.status(), reply.text());
    }
    String version = result.value().path("protocolVersion").asText();
    if (!WITH_INITIALIZE.contains(version)) {
      throw peer.down(
          version.isEmpty()
              ? "answers initialize without a protocol version"
              : "wants protocol version %s, which Toolwatch does not speak"
                  .formatted(peer.said().brief(version)));
    }
    transport.version(version);
    transport.notify("notifications/initialized", steps);
    return greeted(result.value().path("serverInfo"), version, result.value(), peer.said());
  }

  private static Outcome refused(String method, int status, String text) {
    return new Outcome(null, new Refusal(method, status, text));
  }

  private static Outcome greeted(JsonNode info, String protocol, JsonNode result, Said said) {
    List<String> capabilities = new ArrayList<>();
    Iterator<String> names = result.path("capabilities").fieldNames();
    while (names.hasNext() && capabilities.size() < MAX_CAPABILITIES) {
      capabilities.add(ToolDigest.name(names.next(), said));
    }
    capabilities.sort(null);
    return new Outcome(
        new McpGreeting(
            ToolDigest.name(info.path("name").asText(), said),
            ToolDigest.name(info.path("version").asText(), said),
            protocol,
            capabilities),
        null);
  }

  boolean hasTools() {
    return capabilities.contains("tools");
  }
}
