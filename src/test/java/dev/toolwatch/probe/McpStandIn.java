package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An MCP server as the specification of its era wants it, strict towards clients. A test can make it
 * behave otherwise, by the name of what is asked: a method of MCP, or GET or DELETE.
 */
final class McpStandIn implements AutoCloseable {
  /** What a request gets. */
  @FunctionalInterface
  interface Behaviour {
    void answer(Asked asked, HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** A request that has come. */
  record Asked(String http, String method, JsonNode message, Map<String, String> headers) {
    JsonNode id() {
      return message.path("id");
    }

    JsonNode params() {
      return message.path("params");
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }
  }

  private static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";

  private final McpEra era;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  private final Set<String> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger begun = new AtomicInteger();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile OutputStream stream;
  private volatile List<ObjectNode> tools = List.of(tool("add"), tool("find"));
  private volatile String version = "2025-11-25";

  McpStandIn(McpEra era) throws IOException {
    this.era = era;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static ObjectNode tool(String name) {
    ObjectNode tool = JsonRpc.object().put("name", name).put("description", "Does it: " + name);
    tool.set("inputSchema", JsonRpc.parse("{\"type\":\"object\",\"properties\":{\"a\":{}}}"));
    return tool;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
  }

  McpStandIn on(String what, Behaviour behaviour) {
    behaviours.put(what, behaviour);
    return this;
  }

  void asBefore(String what) {
    behaviours.remove(what);
  }

  void tools(List<ObjectNode> all) {
    tools = all;
  }

  void version(String answered) {
    version = answered;
  }

  /** What has been asked, as methods of MCP and HTTP. */
  List<String> methods() {
    return asked.stream().map(Asked::method).toList();
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  void forget() {
    asked.clear();
  }

  Set<String> sessions() {
    return Set.copyOf(sessions);
  }

  /** Loses all sessions, as at a restart. */
  void restart() {
    sessions.clear();
  }

  String newSession() {
    String session = "session-" + begun.incrementAndGet();
    sessions.add(session);
    return session;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode message =
          body.length == 0 ? JsonRpc.object() : JsonRpc.parse(new String(body, UTF_8));
      Map<String, String> headers = new ConcurrentHashMap<>();
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
      String http = exchange.getRequestMethod();
      String method = http.equals("POST") ? message.path("method").asText() : http;
      Asked one = new Asked(http, method, message, headers);
      asked.add(one);
      Behaviour own = behaviours.get(method);
      if (own != null) {
        own.answer(one, exchange);
      } else {
        properly(one, exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void properly(Asked one, HttpExchange exchange) throws IOException, InterruptedException {
    switch (era) {
      case STATELESS -> stateless(one, exchange);
      case SESSION -> session(one, exchange);
      case SSE -> sse(one, exchange);
    }
  }

  private void stateless(Asked one, HttpExchange exchange)
      throws IOException, InterruptedException {
    JsonNode meta = one.params().path("_meta");
    String wanted = meta.path(VERSION_KEY).asText();
    boolean consistent =
        one.header("MCP-Protocol-Version").equals(wanted)
            && one.header("Mcp-Method").equals(one.method())
            && (!one.method().equals("tools/call")
                || one.header("Mcp-Name").equals(one.params().path("name").asText()));
    if (!one.http().equals("POST")) {
      status(405).answer(one, exchange);
    } else if (!wanted.equals("2026-07-28")) {
      error(400, -32022, "Unsupported protocol version", "2026-07-28").answer(one, exchange);
    } else if (!consistent || !meta.has("io.modelcontextprotocol/clientCapabilities")) {
      error(400, -32020, "Header mismatch").answer(one, exchange);
    } else {
      json(200, reply(one)).answer(one, exchange);
    }
  }

  private void session(Asked one, HttpExchange exchange) throws IOException, InterruptedException {
    String session = one.header("Mcp-Session-Id");
    if (one.method().equals("initialize")) {
      exchange.getResponseHeaders().set("Mcp-Session-Id", newSession());
      json(200, reply(one)).answer(one, exchange);
    } else if (session.isEmpty()) {
      error(400, -32600, "Missing session ID").answer(one, exchange);
    } else if (!sessions.contains(session)) {
      error(404, -32001, "Session not found").answer(one, exchange);
    } else if (one.method().equals("DELETE")) {
      sessions.remove(session);
      status(200).answer(one, exchange);
    } else if (!one.header("MCP-Protocol-Version").equals(version)) {
      error(400, -32000, "Bad protocol version").answer(one, exchange);
    } else if (one.id().isMissingNode()) {
      status(202).answer(one, exchange);
    } else {
      json(200, reply(one)).answer(one, exchange);
    }
  }

  private void sse(Asked one, HttpExchange exchange) throws IOException, InterruptedException {
    boolean posts = exchange.getRequestURI().getPath().equals("/messages");
    if (one.http().equals("GET")) {
      openStream(exchange, "/messages?session=1");
      closed.await();
    } else if (!posts) {
      status(405).answer(one, exchange);
    } else {
      status(202).answer(one, exchange);
      if (!one.id().isMissingNode()) {
        push(reply(one));
      }
    }
  }

  /** Begins the stream of 2024-11-05. */
  void openStream(HttpExchange exchange, String endpoint) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    stream = exchange.getResponseBody();
    stream.write(("event: endpoint\r\ndata: " + endpoint + "\r\n\r\n").getBytes(UTF_8));
    stream.flush();
  }

  /** Sends a message on that stream. */
  void push(JsonNode message) throws IOException {
    stream.write(("event: message\ndata: " + message + "\n\n").getBytes(UTF_8));
    stream.flush();
  }

  /** The proper reply to a request. */
  ObjectNode reply(Asked one) {
    ObjectNode result = JsonRpc.object();
    switch (one.method()) {
      case "initialize" -> {
        result.put("protocolVersion", version);
        result.putObject("capabilities").putObject("tools");
        result.set("serverInfo", info());
      }
      case "server/discover" -> {
        result.put("resultType", "complete").putArray("supportedVersions").add("2026-07-28");
        result.putObject("capabilities").putObject("tools");
        result.putObject("_meta").set("io.modelcontextprotocol/serverInfo", info());
      }
      case "tools/list" -> {
        ArrayNode list = result.putArray("tools");
        tools.forEach(list::add);
      }
      case "tools/call" -> {
        ObjectNode content = result.putArray("content").addObject().put("type", "text");
        content.put("text", "answer to " + one.params().path("arguments"));
      }
      case "prompts/list" -> result.putArray("prompts").addObject().put("name", "greet");
      case "resources/list" -> result.putArray("resources");
      default -> {
        ObjectNode error = JsonRpc.object().put("code", -32601).put("message", "Method not found");
        ObjectNode reply = JsonRpc.object().put("jsonrpc", "2.0");
        reply.set("id", one.id());
        return reply.set("error", error);
      }
    }
    return reply(one, result);
  }

  static ObjectNode reply(Asked one, JsonNode result) {
    ObjectNode reply = JsonRpc.object().put("jsonrpc", "2.0");
    reply.set("id", one.id());
    return reply.set("result", result);
  }

  private static ObjectNode info() {
    return JsonRpc.object().put("name", "orders").put("version", "1.2.0");
  }

  static Behaviour status(int status) {
    return (one, exchange) -> exchange.sendResponseHeaders(status, -1);
  }

  static Behaviour json(int status, JsonNode body) {
    return text(status, "application/json", body.toString());
  }

  /** Replies with a result. */
  static Behaviour result(String json) {
    return (one, exchange) -> json(200, reply(one, JsonRpc.parse(json))).answer(one, exchange);
  }

  static Behaviour text(int status, String type, String body) {
    return (one, exchange) -> {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Behaviour error(int status, int code, String message, String... supported) {
    return (one, exchange) -> {
      ObjectNode body = JsonRpc.object().put("jsonrpc", "2.0");
      body.set("id", one.id().isMissingNode() ? null : one.id());
      ObjectNode error = body.putObject("error").put("code", code).put("message", message);
      if (supported.length > 0) {
        ArrayNode versions = error.putObject("data").putArray("supported");
        List.of(supported).forEach(versions::add);
      }
      json(status, body).answer(one, exchange);
    };
  }

  /** Answers with a header too. */
  static Behaviour with(String header, String value, Behaviour rest) {
    return (one, exchange) -> {
      exchange.getResponseHeaders().set(header, value);
      rest.answer(one, exchange);
    };
  }

  /** Answers properly in a stream that stays open, after what else is in it. */
  Behaviour streamed(String before) {
    return (one, exchange) -> {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
      if (one.method().equals("initialize")) {
        exchange.getResponseHeaders().set("Mcp-Session-Id", newSession());
      }
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      out.write((before + "id: 7\ndata: " + reply(one) + "\n\n").getBytes(UTF_8));
      out.flush();
      closed.await();
    };
  }

  /** Answers nothing until the server is closed. */
  Behaviour hang() {
    return (one, exchange) -> closed.await();
  }

  /** Sends events that answer nothing, until the other side is gone. */
  static Behaviour chatter() {
    return (one, exchange) -> {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      byte[] event =
          "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n\n".getBytes(UTF_8);
      while (true) {
        exchange.getResponseBody().write(event);
      }
    };
  }

  URI at(String path) {
    return URI.create(url()).resolve(path);
  }
}
