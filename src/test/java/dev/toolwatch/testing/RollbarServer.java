package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A stand-in for Rollbar: takes items and checks them against the documented schema
 * (docs.rollbar.com, "Create item").
 */
public final class RollbarServer extends ReceivingServer<JsonObject> {
  public static final String TOKEN = "fedcba9876543210fedcba9876543210";

  private static final String PATH = "/api/1/item/";
  private static final int MAX_BYTES = 1024 * 1024;
  private static final List<String> BODIES =
      List.of("trace", "trace_chain", "message", "crash_report");
  private static final Set<String> LEVELS = Set.of("critical", "error", "warning", "info", "debug");

  private RollbarServer(int port) throws IOException {
    super(port);
  }

  public static RollbarServer start() throws IOException {
    return new RollbarServer(0);
  }

  public String endpoint() {
    return "http://127.0.0.1:" + port() + PATH;
  }

  @Override
  JsonObject read(HttpExchange exchange, byte[] body) throws WrongRequest {
    check(exchange.getRequestMethod().equals("POST"), "not POST");
    check(exchange.getRequestURI().toString().equals(PATH), exchange.getRequestURI().toString());
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    check("application/json".equals(type), "Content-Type " + type);
    if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Rollbar-Access-Token"))) {
      throw new WrongRequest(403, "a wrong token");
    }
    if (body.length > MAX_BYTES) {
      throw new WrongRequest(413, "an item of " + body.length + " bytes");
    }
    return data(body);
  }

  /** The data of an item, if it is as it should be. */
  public static JsonObject decoded(byte[] item) {
    try {
      return data(item);
    } catch (WrongRequest e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static JsonObject data(byte[] item) throws WrongRequest {
    try {
      JsonObject data = new JsonObject(new String(item, UTF_8)).getJsonObject("data");
      check(data != null, "no data");
      checkData(data);
      return data;
    } catch (DecodeException | ClassCastException e) {
      throw new WrongRequest(422, "not of the schema: " + e.getMessage());
    }
  }

  private static void checkData(JsonObject data) throws WrongRequest {
    text(data, "environment", 255, true);
    JsonObject body = data.getJsonObject("body");
    check(body != null, "no body");
    List<String> kinds = BODIES.stream().filter(body::containsKey).toList();
    check(kinds.size() == 1, "a body with " + kinds);
    if (body.containsKey("trace")) {
      checkTrace(body.getJsonObject("trace"));
    } else if (body.containsKey("trace_chain")) {
      JsonArray chain = body.getJsonArray("trace_chain");
      check(!chain.isEmpty(), "an empty trace_chain");
      for (int i = 0; i < chain.size(); i++) {
        checkTrace(chain.getJsonObject(i));
      }
    } else if (body.containsKey("message")) {
      text(body.getJsonObject("message"), "body", MAX_BYTES, true);
    }
    check(LEVELS.contains(data.getString("level", "error")), "level " + data.getString("level"));
    check(!data.containsKey("timestamp") || data.getLong("timestamp") > 0, "timestamp");
    text(data, "code_version", 40, false);
    text(data, "platform", 255, false);
    text(data, "language", 255, false);
    text(data, "framework", 255, false);
    text(data, "context", 255, false);
    text(data, "fingerprint", 40, false);
    text(data, "title", 255, false);
    text(data, "uuid", 36, false);
    JsonObject person = data.getJsonObject("person");
    if (person != null) {
      text(person, "id", 40, true);
      text(person, "username", 255, false);
      text(person, "email", 255, false);
    }
    JsonObject custom = data.getJsonObject("custom"); // must be an object
    check(custom == null || !custom.isEmpty(), "an empty custom");
  }

  private static void checkTrace(JsonObject trace) throws WrongRequest {
    JsonArray frames = trace.getJsonArray("frames");
    check(frames != null, "a trace without frames");
    for (int i = 0; i < frames.size(); i++) {
      JsonObject frame = frames.getJsonObject(i);
      text(frame, "filename", 4096, true);
      text(frame, "method", 4096, false);
      text(frame, "class_name", 4096, false);
      check(frame.getInteger("lineno", 1) > 0 && frame.getInteger("colno", 1) > 0, "a line of 0");
    }
    JsonObject exception = trace.getJsonObject("exception");
    check(exception != null, "a trace without an exception");
    text(exception, "class", 255, true);
    text(exception, "message", MAX_BYTES, false);
  }

  private static void text(JsonObject in, String name, int most, boolean required)
      throws WrongRequest {
    String text = in.getString(name);
    check(!required || text != null && !text.isBlank(), name + " is missing");
    check(text == null || text.length() <= most, name + " has more than " + most + " characters");
  }
}
