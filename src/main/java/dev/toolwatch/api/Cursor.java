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
 * Where the next page begins: the first page's period, so that what comes in between two pages moves
 * nothing, and the last row's place. Opaque to clients, but no secret, and no trust is put in it.
 *
 * @param query what the listing is of: a cursor belongs to one
 * @param asked the first page's period
 * @param last the place of the last row that was given
 */
record Cursor(int query, Period asked, Position last) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NONE = "is no cursor of this API";

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

  /** Reads what {@link #encoded} made. */
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
