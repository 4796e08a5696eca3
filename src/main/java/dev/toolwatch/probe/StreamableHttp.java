package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.toolwatch.signal.ProbeMark;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * Streamable HTTP: each message is a POST, and its reply is the answer or an event in it. With
 * sessions, as from protocol 2025-03-26 to 2025-11-25, or stateless, as since 2026-07-28.
 */
final class StreamableHttp implements McpTransport {
  /** The first stateless version, and the only one that is known. */
  static final String STATELESS = "2026-07-28";

  private static final String META = "io.modelcontextprotocol/";
  private static final String SESSION_ID = "Mcp-Session-Id";
  private static final String VERSION = "MCP-Protocol-Version";

  /** A session is ended even if the check has no time left. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(2);

  private final McpPeer peer;
  private final boolean stateless;
  private String version;
  private String sessionId;
  private int lastId;

  private StreamableHttp(McpPeer peer, boolean stateless, String version) {
    this.peer = peer;
    this.stateless = stateless;
    this.version = version;
  }

  static StreamableHttp stateless(McpPeer peer) {
    return new StreamableHttp(peer, true, STATELESS);
  }

  static StreamableHttp withSession(McpPeer peer) {
    return new StreamableHttp(peer, false, null);
  }

  @Override
  public void version(String agreed) {
    version = agreed;
  }

  @Override
  public McpReply request(McpRequest request, Steps steps)
      throws CheckFailure, SessionLost, InterruptedException {
    int id = ++lastId;
    ProbeTrace.Context context = peer.trace().next();
    Map<String, String> headers = headers(request.method(), context);
    if (stateless) {
      headers.putAll(request.headers());
    }
    ObjectNode params = request.params().deepCopy();
    addMeta(params, context);
    byte[] body = JsonRpc.request(id, request.method(), params);
    try (HttpExchange answer = send("POST", headers, body, steps)) {
      head(answer, request.method());
      return reply(answer, id);
    }
  }

  @Override
  public void notify(String method, Steps steps)
      throws CheckFailure, SessionLost, InterruptedException {
    ProbeTrace.Context context = peer.trace().next();
    ObjectNode params = JsonRpc.object();
    addMeta(params, context);
    byte[] body = JsonRpc.notification(method, params);
    try (HttpExchange answer = send("POST", headers(method, context), body, steps)) {
      head(answer, method);
      if (answer.status() / 100 != 2) {
        throw peer.down("answers " + method + " with HTTP " + answer.status());
      }
      steps.done(method, "HTTP " + answer.status());
    }
  }

  private HttpExchange send(String method, Map<String, String> headers, byte[] body, Steps steps)
      throws CheckFailure, InterruptedException {
    return peer.caller().send(new HttpCall(method, peer.uri(), headers, body), steps);
  }

  private Map<String, String> headers(String method, ProbeTrace.Context context) {
    Map<String, String> headers = peer.newHeaders();
    headers.put("Content-Type", McpPeer.JSON);
    headers.put("Accept", "application/json, text/event-stream");
    context.addTo(headers);
    if (version != null) {
      headers.put(VERSION, version);
    }
    if (stateless) {
      headers.put("Mcp-Method", method);
    } else if (sessionId != null) {
      headers.put(SESSION_ID, sessionId);
    }
    return headers;
  }

  private void addMeta(ObjectNode params, ProbeTrace.Context context) {
    ObjectNode meta = params.putObject("_meta");
    context.addTo(meta);
    if (stateless) {
      meta.put(META + "protocolVersion", version);
      meta.set(META + "clientInfo", clientInfo());
      meta.putObject(META + "clientCapabilities");
    }
  }

  /** What a client says of itself. */
  static ObjectNode clientInfo() {
    return JsonRpc.object().put("name", ProbeMark.CLIENT).put("version", "1");
  }

  /** Text as the value of a header: as it is if it can be, else in base64 (SEP-2243). */
  static String headerValue(String text) {
    boolean plain =
        text.chars().allMatch(c -> c >= ' ' && c <= '~')
            && text.equals(text.strip())
            && !(text.startsWith("=?base64?") && text.endsWith("?="));
    return plain
        ? text
        : "=?base64?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
  }

  private void head(HttpExchange answer, String method) throws CheckFailure, SessionLost {
    // Some servers begin a session for whatever they do not understand: it has to be ended too.
    String given = answer.header(SESSION_ID);
    boolean lost = answer.status() == 404 && !stateless && sessionId != null;
    if (given != null && !given.isEmpty() && sessionId == null) {
      if (!given.chars().allMatch(c -> c > ' ' && c <= '~')) {
        throw peer.down("gives a session id with characters that are not allowed");
      }
      sessionId = given;
    }
    peer.admitted(answer, method);
    if (lost) {
      throw new SessionLost();
    }
  }

  private McpReply reply(HttpExchange answer, int id) throws CheckFailure, InterruptedException {
    int status = answer.status();
    if (EventStream.is(answer)) {
      McpReply reply = replyIn(new EventStream(answer), id, status);
      return reply == null
          ? new McpReply.Other(status, "a stream that ends without a reply")
          : reply;
    }
    String type = answer.header("Content-Type");
    boolean mayBeJson = type == null || type.contains("json");
    // Pages about errors can be large, and say nothing more.
    JsonNode message = mayBeJson || status / 100 == 2 ? JsonRpc.message(answer.body()) : null;
    McpReply reply = message == null ? null : JsonRpc.replyIn(message, id, status, true);
    return reply == null ? new McpReply.Other(status, text(answer, mayBeJson)) : reply;
  }

  /** The reply to a request among events; null if the stream ends before. */
  static McpReply replyIn(EventStream events, int id, int status)
      throws CheckFailure, InterruptedException {
    EventStream.Event event = events.next();
    while (event != null) {
      JsonNode message = event.isMessage() ? JsonRpc.message(event.data().getBytes(UTF_8)) : null;
      McpReply reply = message == null ? null : JsonRpc.replyIn(message, id, status, false);
      if (reply != null) {
        return reply;
      }
      event = events.next();
    }
    return null;
  }

  private static String text(HttpExchange answer, boolean mayBeJson) {
    String status = "HTTP " + answer.status();
    String location = answer.header("Location");
    if (answer.status() / 100 == 3 && location != null) {
      return status + " to " + location.split("[?#]", 2)[0];
    }
    if (answer.status() / 100 != 2) {
      return status;
    }
    return status + (mayBeJson ? " without a reply" : " and " + answer.header("Content-Type"));
  }

  @Override
  public void close(Steps steps) {
    if (sessionId == null) {
      return;
    }
    Map<String, String> headers = peer.newHeaders();
    peer.trace().next().addTo(headers);
    headers.put(SESSION_ID, sessionId);
    if (!stateless && version != null) {
      headers.put(VERSION, version);
    }
    try (HttpExchange answer =
        send("DELETE", headers, null, new Steps(peer.clock(), END_PATIENCE))) {
      steps.done("end session", "HTTP " + answer.status());
    } catch (CheckFailure e) {
      steps.done("end session", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
