package dev.toolwatch.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The messages of JSON-RPC 2.0, as MCP uses it. Pure functions. */
final class JsonRpc {
  private static final JsonMapper JSON = mapper(StreamReadConstraints.defaults());
  private static final JsonMapper MESSAGES =
      mapper(StreamReadConstraints.builder().maxTokenCount(Json.MAX_TOKENS).build());

  private static final int MAX_VERSIONS = 20;

  private JsonRpc() {}

  /** Keeps all digits of numbers, so that no two numbers that differ look alike. */
  private static JsonMapper mapper(StreamReadConstraints constraints) {
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** The value that a text of our own is, or null if it is not JSON. */
  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /**
   * The value that a message is, in UTF-8; null if it is not JSON.
   *
   * @throws CheckFailure if it is, but takes too much memory
   */
  static JsonNode message(byte[] text) throws CheckFailure {
    try {
      return MESSAGES.readTree(text);
    } catch (StreamConstraintsException e) {
      throw new CheckFailure(Verdict.DOWN, "answers JSON with too many values, or too deep");
    } catch (IOException e) {
      return null;
    }
  }

  static byte[] request(int id, String method, JsonNode params) {
    return bytes(message(method, params).put("id", id));
  }

  static byte[] notification(String method, JsonNode params) {
    return bytes(message(method, params));
  }

  private static ObjectNode message(String method, JsonNode params) {
    return object().put("jsonrpc", "2.0").put("method", method).set("params", params);
  }

  private static byte[] bytes(JsonNode message) {
    try {
      return JSON.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The reply to a request in a message, or in the batch that it is (protocol 2025-03-26); null if it
   * is something else, such as a notification or a request of the server.
   *
   * @param alone whether nothing else is answered here, so that an error without an id belongs to it
   */
  static McpReply replyIn(JsonNode message, int id, int status, boolean alone) {
    if (message.isArray()) {
      for (JsonNode one : message) {
        McpReply reply = reply(one, id, status, false);
        if (reply != null) {
          return reply;
        }
      }
      return null;
    }
    return reply(message, id, status, alone);
  }

  private static McpReply reply(JsonNode message, int id, int status, boolean alone) {
    JsonNode error = message.path("error");
    JsonNode itsId = message.path("id");
    // An int as it is read, as to convert a number such as 1e999999999 takes long.
    boolean ours =
        itsId.isInt() && itsId.intValue() == id || itsId.asText().equals(String.valueOf(id));
    if (error.isObject() && (ours || alone && (itsId.isNull() || itsId.isMissingNode()))) {
      return new McpReply.Failed(
          status,
          error.path("code").isInt() ? error.path("code").intValue() : 0,
          error.path("message").asText(),
          texts(error.path("data").path("supported")));
    }
    // A result with a status of failure is not one: proxies answer so for servers that are gone.
    boolean result = ours && message.has("result") && status / 100 == 2;
    return result ? new McpReply.Result(status, message.get("result")) : null;
  }

  /** The texts in an array, as many as there may be versions of a protocol. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode one : array) {
      if (one.isTextual() && texts.size() < MAX_VERSIONS) {
        texts.add(one.asText());
      }
    }
    return texts;
  }
}
