package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * A stand-in for the ingestion of Sentry: takes envelopes of one project with one event each, and
 * checks them (develop.sentry.dev, "Envelopes"). What it takes are the events.
 */
public final class SentryServer extends ReceivingServer<JsonObject> {
  /** The public key of the project. */
  public static final String KEY = "0123456789abcdef0123456789abcdef";

  private static final String PATH = "/api/42/envelope/";
  private static final int MAX_COMPRESSED = 200 * 1024;
  private static final int MAX_EVENT = 1024 * 1024;

  private SentryServer(int port) throws IOException {
    super(port);
  }

  public static SentryServer start() throws IOException {
    return new SentryServer(0);
  }

  /** One at the place of another that was closed. */
  public static SentryServer start(int port) throws IOException {
    return new SentryServer(port);
  }

  public String dsn() {
    return "http://" + KEY + "@127.0.0.1:" + port() + "/42";
  }

  @Override
  JsonObject read(HttpExchange exchange, byte[] body) throws WrongRequest, IOException {
    check(exchange.getRequestMethod().equals("POST"), "not POST");
    check(exchange.getRequestURI().toString().equals(PATH), exchange.getRequestURI().toString());
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    check("application/x-sentry-envelope".equals(type), "Content-Type " + type);
    checkAuth(exchange.getRequestHeaders().getFirst("X-Sentry-Auth"));
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    if (body.length > MAX_COMPRESSED) {
      throw new WrongRequest(413, "an envelope of " + body.length + " bytes");
    }
    try {
      return event(gzip ? unzip(body) : body);
    } catch (DecodeException e) {
      throw new WrongRequest(400, "no JSON: " + e.getMessage());
    }
  }

  private static byte[] unzip(byte[] body) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }

  private static void checkAuth(String header) throws WrongRequest {
    check(header != null && header.startsWith("Sentry "), "X-Sentry-Auth " + header);
    Map<String, String> fields =
        Arrays.stream(header.substring("Sentry ".length()).split(",", -1))
            .map(field -> field.strip().split("=", 2))
            .collect(Collectors.toMap(field -> field[0], field -> field[1]));
    check("7".equals(fields.get("sentry_version")), "sentry_version in " + header);
    check(fields.getOrDefault("sentry_client", "").contains("/"), "sentry_client in " + header);
    if (!KEY.equals(fields.get("sentry_key"))) {
      throw new WrongRequest(403, "sentry_key in " + header);
    }
  }

  /** The event of an envelope: lines of JSON, and payloads whose length is in the line before. */
  private static JsonObject event(byte[] envelope) throws WrongRequest {
    int end = lineEnd(envelope, 0);
    JsonObject head = new JsonObject(new String(envelope, 0, end, UTF_8));
    int headEnd = lineEnd(envelope, end + 1);
    JsonObject item = new JsonObject(new String(envelope, end + 1, headEnd - end - 1, UTF_8));
    check("event".equals(item.getString("type")), "an item " + item);
    int length = item.getInteger("length", envelope.length - headEnd - 1);
    check(length <= MAX_EVENT, "an event of " + length + " bytes");
    String payload = new String(envelope, headEnd + 1, length, UTF_8);
    int rest = envelope.length - headEnd - 1 - length;
    check(rest == 0 || rest == 1 && envelope[envelope.length - 1] == '\n', "more than one item");
    JsonObject event = new JsonObject(payload);
    check(
        event.getString("event_id", "").matches("[0-9a-f]{32}")
            && event.getString("event_id").equals(head.getString("event_id")),
        "event_id " + event.getString("event_id") + " of " + head);
    return event;
  }

  private static int lineEnd(byte[] bytes, int from) throws WrongRequest {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    throw new WrongRequest(400, "an envelope that ends early");
  }

  /** The event in an envelope that is not compressed. */
  public static JsonObject decoded(byte[] envelope) {
    try {
      return event(envelope);
    } catch (WrongRequest e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }
}
