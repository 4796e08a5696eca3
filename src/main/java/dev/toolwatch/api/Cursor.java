package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Where the next page begins. It holds the period of the first page, so that data that arrives
 * between two pages moves no rows, and the position of the last row. Opaque to clients, but neither
 * secret nor trusted.
 *
 * @param query a fingerprint of the query to which the cursor belongs
 * @param asked the period of the first page
 * @param last the position of the last row of the previous page
 */
record Cursor(int query, Period asked, Position last) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NONE = "is not a cursor of this API";

  String encoded() {
    try {
      String fields =
          JSON.writeValueAsString(
              List.of(
                  query,
                  asked.from().toEpochMilli(),
                  asked.to().toEpochMilli(),
                  last.rank(),
                  last.name(),
                  last.detail()));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(fields.getBytes(UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Decodes what {@link #encoded} returned. */
  static Cursor of(String text) {
    try {
      JsonNode fields = JSON.readTree(Base64.getUrlDecoder().decode(text));
      if (fields == null || fields.size() != 6 || !fields.path(3).isNumber()) {
        throw new IllegalArgumentException(NONE);
      }
      return new Cursor(
          fields.path(0).asInt(),
          new Period(
              Instant.ofEpochMilli(fields.path(1).asLong()),
              Instant.ofEpochMilli(fields.path(2).asLong())),
          new Position(
              fields.path(3).asDouble(), fields.path(4).asText(), fields.path(5).asText()));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException(NONE, e);
    }
  }
}
