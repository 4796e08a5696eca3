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
 * The JSON object in the body of a request. Like {@link Parameters}, it collects everything that is
 * wrong until all fields have been read. Not thread-safe.
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
   * Parses a body.
   *
   * @throws InvalidParametersException if it is not a JSON object
   */
  static JsonBody of(String text) {
    try {
      JsonNode object = JSON.readTree(text == null ? "" : text);
      if (object != null && object.isObject()) {
        return new JsonBody(object);
      }
    } catch (JsonProcessingException e) {
      throw refused("is not JSON: " + e.getOriginalMessage());
    }
    throw refused("is not a JSON object");
  }

  private static InvalidParametersException refused(String reason) {
    return new InvalidParametersException(List.of(new InvalidParameter("body", reason)));
  }

  JsonNode object() {
    return object;
  }

  /** A text. A blank one counts as absent, which is an error if the field is required. */
  Optional<String> text(String name, boolean required, int maxLength) {
    known.add(name);
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull() || value.isTextual() && value.asText().isBlank()) {
      if (required) {
        refuse(name, "is required");
      }
      return Optional.empty();
    }
    if (!value.isTextual()) {
      refuse(name, "is not a string");
      return Optional.empty();
    }
    if (value.asText().length() > maxLength) {
      refuse(name, "is longer than " + maxLength + " characters");
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  /** A required RFC 3339 time. */
  Optional<Instant> time(String name) {
    Optional<String> text = text(name, true, 64);
    try {
      return text.map(value -> OffsetDateTime.parse(value).toInstant());
    } catch (DateTimeException e) {
      refuse(name, "is not an RFC 3339 time such as 2026-10-01T22:00:00Z");
      return Optional.empty();
    }
  }

  void refuse(String name, String reason) {
    invalid.add(new InvalidParameter(name, reason));
  }

  /**
   * Ends the reading of the body. A field that nobody has read is an error.
   *
   * @throws InvalidParametersException if anything is wrong; lists all of it
   */
  void check() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                refuse(name, "is not a field here; the fields are " + String.join(", ", known));
              }
            });
    if (!invalid.isEmpty()) {
      throw new InvalidParametersException(invalid);
    }
  }
}
