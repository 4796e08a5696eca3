package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What a check asks of a server once both have agreed on a protocol version. For one thread. */
final class McpDialogue {
  /** The maximum number of entries in a list. */
  static final int MAX_ENTRIES = 10_000;

  /** The maximum number of its pages. */
  static final int MAX_PAGES = 100;

  private final McpPeer peer;
  private final McpTransport transport;
  private final Steps steps;

  McpDialogue(McpPeer peer, McpTransport transport, Steps steps) {
    this.peer = peer;
    this.transport = transport;
    this.steps = steps;
  }

  /** Any reply to a request. */
  McpReply ask(McpRequest request) throws CheckFailure, SessionLost, InterruptedException {
    McpReply reply = transport.request(request, steps);
    steps.done(request.method(), peer.said().brief(reply.text()));
    return reply;
  }

  /** The result of a request, an object. */
  JsonNode result(McpRequest request) throws CheckFailure, SessionLost, InterruptedException {
    McpReply reply = ask(request);
    if (reply instanceof McpReply.Result result && result.value().isObject()) {
      return result.value();
    }
    throw unexpected(request.method(), reply);
  }

  private CheckFailure unexpected(String method, McpReply reply) {
    return peer.down("answers %s with %s".formatted(method, peer.said().brief(reply.text())));
  }

  /**
   * Reads a list, page by page.
   *
   * @param optional whether the server may not know the method, as if the list were empty
   * @return the number of its entries
   */
  int list(String of, boolean optional, Consumer<JsonNode> entries)
      throws CheckFailure, SessionLost, InterruptedException {
    String method = of + "/list";
    Set<String> cursors = new HashSet<>();
    ObjectNode params = JsonRpc.object();
    int count = 0;
    for (int page = 1; ; page++) {
      McpReply reply = ask(McpRequest.of(method, params));
      if (optional && page == 1 && isUnknownMethod(reply)) {
        return 0;
      }
      if (!(reply instanceof McpReply.Result result)) {
        throw unexpected(method, reply);
      }
      JsonNode list = result.value().path(of);
      if (!list.isArray()) {
        throw peer.down("answers " + method + " without " + of);
      }
      count += list.size();
      if (count > MAX_ENTRIES) {
        throw peer.down("has more than " + MAX_ENTRIES + " " + of);
      }
      list.forEach(entries);
      String cursor = result.value().path("nextCursor").asText("");
      if (cursor.isEmpty()) {
        steps.done("list " + of, count + " on " + page + (page == 1 ? " page" : " pages"));
        return count;
      }
      if (!cursors.add(Digest.of(cursor.getBytes(StandardCharsets.UTF_8)))) {
        throw peer.down("repeats its cursor in " + method + " after " + page + " pages");
      }
      if (page == MAX_PAGES) {
        throw peer.down("has more than " + MAX_PAGES + " pages of " + of);
      }
      params = JsonRpc.object().put("cursor", cursor);
    }
  }

  private static boolean isUnknownMethod(McpReply reply) {
    return reply instanceof McpReply.Failed failed
        && failed.code() == McpReply.Failed.METHOD_NOT_FOUND;
  }
}
