package dev.toolwatch.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON object that a request brings. What is wrong is kept until all has been read, as {@link
 * Parameters} do. Not thread-safe.
 */
final class JsonBody {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode object;
  private final List<InvalidParameter> invalid = new ArrayList<>();
  private final Set<String> known = new LinkedHashSet<>();

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads it.
   *
   * @throws InvalidParametersException where it is no JSON object
   */
  static JsonBody of(String text) {
    try {
      JsonNode object = JSON.readTree(text == null ? "" : text);
      if (object != null && object.isObject()) {
        return new JsonBody(object);
      }
    } catch (JsonProcessingException e) {
      throw refused("is no JSON: " + e.getOriginalMessage());
    }
    throw refused("is no JSON object");
  }

  private static InvalidParametersException refused(String reason) {
    return new InvalidParametersException(List.of(new InvalidParameter("body", reason)));
  }

  JsonNode object() {
    return object;
  }

  /** A text that is there and not empty; otherwise it is noted, or allowed to be absent. */
  Optional<String> text(String name, boolean needed, int longest) {
    known.add(name);
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull() || value.isTextual() && value.asText().isBlank()) {
      if (needed) {
        refuse(name, "is needed");
      }
      return Optional.empty();
    }
    if (!value.isTextual()) {
      refuse(name, "is no text");
      return Optional.empty();
    }
    if (value.asText().length() > longest) {
      refuse(name, "is longer than " + longest + " characters");
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  /** A time of RFC 3339 that has to be there. */
  Optional<Instant> time(String name) {
    Optional<String> text = text(name, true, 64);
    try {
      return text.map(value -> OffsetDateTime.parse(value).toInstant());
    } catch (DateTimeException e) {
      refuse(name, "is not a time of RFC 3339 such as 2026-10-01T22:00:00Z");
      return Optional.empty();
    }
  }

  void refuse(String name, String reason) {
    invalid.add(new InvalidParameter(name, reason));
  }

  /**
   * When all has been read.
   *
   * @throws InvalidParametersException naming all that is wrong
   */
  void check() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                refuse(name, "is not known here: there are " + String.join(", ", known));
              }
            });
    if (!invalid.isEmpty()) {
      throw new InvalidParametersException(invalid);
    }
  }
}
