package dev.toolwatch.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON object in the body of a request. Like {@link Parameters}, it collects everything that is
 * wrong until all fields have been read. Not thread-safe.
 */
final class JsonBody {
  /** More than any request here has. */
  private static final int MAX_FIELDS = 100;

  private static final JsonFactory JSON = new JsonFactory();

  /** Values by name; null if the value is not a string. */
  private final Map<String, String> fields;

  private final List<InvalidParameter> invalid = new ArrayList<>();
  private final Set<String> known = new LinkedHashSet<>();

  private JsonBody(Map<String, String> fields) {
    this.fields = fields;
  }

  /**
   * Reads a body as a stream: of what is nested nothing is kept.
   *
   * @throws InvalidParametersException if it is not a JSON object
   */
  static JsonBody of(String text) {
    try (JsonParser json = JSON.createParser(text == null ? "" : text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw refused("is not a JSON object");
      }
      Map<String, String> fields = new LinkedHashMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value != JsonToken.VALUE_NULL) {
          fields.put(name, value == JsonToken.VALUE_STRING ? json.getText() : null);
        }
        json.skipChildren();
        if (fields.size() > MAX_FIELDS) {
          throw refused("has more than " + MAX_FIELDS + " fields");
        }
      }
      if (json.nextToken() != null) {
        throw refused("is not a JSON object alone");
      }
      return new JsonBody(fields);
    } catch (JsonProcessingException e) {
      throw refused("is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be read", e);
    }
  }

  private static InvalidParametersException refused(String reason) {
    return new InvalidParametersException(List.of(new InvalidParameter("body", reason)));
  }

  /** A text. A blank one counts as absent, which is an error if the field is required. */
  Optional<String> text(String name, boolean required, int maxLength) {
    known.add(name);
    String value = fields.get(name);
    if (value == null && fields.containsKey(name)) {
      refuse(name, "is not a string");
      return Optional.empty();
    }
    if (value == null || value.isBlank()) {
      if (required) {
        refuse(name, "is required");
      }
      return Optional.empty();
    }
    if (value.length() > maxLength) {
      refuse(name, "is longer than " + maxLength + " characters");
      return Optional.empty();
    }
    if (Parameters.hasControlCharacters(value)) {
      refuse(name, "has control characters");
      return Optional.empty();
    }
    return Optional.of(value);
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
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        refuse(name, "is not a field here; the fields are " + String.join(", ", known));
      }
    }
    if (!invalid.isEmpty()) {
      throw new InvalidParametersException(invalid);
    }
  }
}
