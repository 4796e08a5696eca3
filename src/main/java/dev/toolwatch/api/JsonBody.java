package dev.toolwatch.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
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
import java.util.function.Function;

/**
 * The JSON object in the body of a request. Like {@link Parameters}, it collects everything that is
 * wrong until all fields have been read. Not thread-safe.
 */
final class JsonBody {
  /** More than any request here has. */
  private static final int MAX_FIELDS = 100;

  private static final JsonFactory JSON = new JsonFactory();

  /** Values by name. */
  private final Map<String, Value> fields;

  private final List<InvalidParameter> invalid = new ArrayList<>();
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * A value.
   *
   * @param type its first token
   * @param text of a string or number
   */
  private record Value(JsonToken type, String text) {}

  private JsonBody(Map<String, Value> fields) {
    this.fields = fields;
  }

  /**
   * The same of a body that may be missing, which is like one without fields.
   *
   * @param type of the body as the request declares it; null if it does not
   * @throws NotSupportedException if it is not JSON, or not declared although there is a body
   */
  static JsonBody ofOptional(String text, String type) {
    boolean missing = text == null || text.isEmpty();
    if (type == null ? !missing : !isJson(type)) {
      throw new NotSupportedException("Content-Type must be application/json");
    }
    return missing ? new JsonBody(Map.of()) : of(text);
  }

  private static boolean isJson(String type) {
    try {
      return MediaType.valueOf(type).isCompatible(MediaType.APPLICATION_JSON_TYPE);
    } catch (IllegalArgumentException e) {
      return false;
    }
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
      Map<String, Value> fields = new LinkedHashMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value != JsonToken.VALUE_NULL) {
          fields.put(name, new Value(value, json.getText()));
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
    Value given = fields.get(name);
    if (given != null && given.type() != JsonToken.VALUE_STRING) {
      refuse(name, "is not a string");
      return Optional.empty();
    }
    String value = given == null ? null : given.text();
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

  /**
   * A text in a form of its own.
   *
   * @param parser throws {@link IllegalArgumentException} with a reason for people
   */
  <T> Optional<T> parsed(String name, int maxLength, Function<String, T> parser) {
    try {
      return text(name, false, maxLength).map(parser);
    } catch (IllegalArgumentException e) {
      refuse(name, e.getMessage());
      return Optional.empty();
    }
  }

  /** A whole number. */
  Optional<Long> number(String name, long least, long most) {
    known.add(name);
    Value given = fields.get(name);
    if (given == null) {
      return Optional.empty();
    }
    boolean digits =
        given.type() == JsonToken.VALUE_NUMBER_INT && given.text().matches("\\d{1,18}");
    long value = digits ? Long.parseLong(given.text()) : -1;
    if (!digits || value < least || value > most) {
      refuse(name, "is not a whole number from " + least + " to " + most);
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
        refuse(
            name,
            "is not a field here; "
                + (known.isEmpty()
                    ? "there are none"
                    : "the fields are " + String.join(", ", known)));
      }
    }
    if (!invalid.isEmpty()) {
      throw new InvalidParametersException(invalid);
    }
  }
}
