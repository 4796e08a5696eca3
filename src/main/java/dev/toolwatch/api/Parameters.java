package dev.toolwatch.api;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The query parameters of one request. Collects everything that is wrong until all parameters have
 * been read, so that one answer reports all of it. A parameter that nobody reads is an error too:
 * it is probably misspelt. Not thread-safe.
 */
final class Parameters {
  /** Of any value, in characters. A service's name and its namespace have up to 128 bytes each. */
  static final int MAX_LENGTH = 1_000;

  private final Map<String, List<String>> given;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<InvalidParameter> invalid = new ArrayList<>();

  /** The decoded parameters of a request. */
  Parameters(Map<String, List<String>> given) {
    this.given = given;
  }

  /** The value as it is. An empty value counts as absent. */
  Optional<String> text(String name) {
    known.add(name);
    List<String> values = given.getOrDefault(name, List.of());
    if (values.size() > 1) {
      refuse(name, "is given more than once");
      return Optional.empty();
    }
    if (values.isEmpty() || values.get(0).isEmpty()) {
      return Optional.empty();
    }
    if (values.get(0).length() > MAX_LENGTH) {
      refuse(name, "is longer than " + MAX_LENGTH + " characters");
      return Optional.empty();
    }
    if (hasControlCharacters(values.get(0))) {
      refuse(name, "has control characters");
      return Optional.empty();
    }
    return Optional.of(values.get(0));
  }

  /** No name here has any, and PostgreSQL refuses NUL in a text. */
  static boolean hasControlCharacters(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  /**
   * The parsed value.
   *
   * @param otherwise the default
   * @param parser throws {@link IllegalArgumentException} with a reason for people
   */
  <T> T parsed(String name, T otherwise, Function<String, T> parser) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return parser.apply(text.get());
    } catch (IllegalArgumentException e) {
      refuse(name, e.getMessage());
      return otherwise;
    }
  }

  /**
   * The parsed value, for a parameter that the request may or may not support: reports no error and
   * does not count as reading the parameter. Empty if the parameter is absent or invalid.
   */
  <T> Optional<T> peek(String name, Function<String, T> parser) {
    List<String> values = given.getOrDefault(name, List.of());
    if (values.size() != 1 || values.get(0).length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(values.get(0)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** One of a few words; the first one is the default. */
  String oneOf(String name, List<String> words) {
    return parsed(
        name,
        words.get(0),
        text -> {
          if (!words.contains(text)) {
            throw new IllegalArgumentException("is not one of " + String.join(", ", words));
          }
          return text;
        });
  }

  int number(String name, int otherwise, int least, int most) {
    return parsed(
        name,
        otherwise,
        text -> {
          boolean digits = text.matches("\\d{1,9}");
          int value = digits ? Integer.parseInt(text) : -1;
          if (value < least || value > most) {
            throw new IllegalArgumentException("is not a number from " + least + " to " + most);
          }
          return value;
        });
  }

  void refuse(String name, String reason) {
    invalid.add(new InvalidParameter(name, reason));
  }

  /**
   * Ends the reading of parameters.
   *
   * @throws InvalidParametersException if any is wrong; lists all of them
   */
  void check() {
    for (String name : new TreeSet<>(given.keySet())) {
      if (!known.contains(name)) {
        refuse(name, "is not a parameter here; the parameters are " + String.join(", ", known));
      }
    }
    if (!invalid.isEmpty()) {
      throw new InvalidParametersException(invalid);
    }
  }
}
