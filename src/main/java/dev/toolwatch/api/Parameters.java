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
 * The query parameters of one request. What is wrong is kept until all have been read, so that one
 * answer names everything; one that nobody reads is wrong as well, for it is likely misspelt. Not
 * thread-safe.
 */
final class Parameters {
  /** Of any value, in characters. A service's name and its namespace have 128 bytes each. */
  static final int MAX_LENGTH = 1_000;

  private final Map<String, List<String>> given;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<InvalidParameter> invalid = new ArrayList<>();

  /** Of a request, decoded. */
  Parameters(Map<String, List<String>> given) {
    this.given = given;
  }

  /** The value as it is; an empty one counts as none. */
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
    return Optional.of(values.get(0));
  }

  /**
   * The value that a text stands for.
   *
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
   * The value that a text stands for, without saying that the request may have it: empty if there is
   * none, or if it is wrong.
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

  /** One of few words, or the first of them where nothing is given. */
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
   * When all have been read.
   *
   * @throws InvalidParametersException naming all that are wrong
   */
  void check() {
    for (String name : new TreeSet<>(given.keySet())) {
      if (!known.contains(name)) {
        refuse(name, "is not known here: there are " + String.join(", ", known));
      }
    }
    if (!invalid.isEmpty()) {
      throw new InvalidParametersException(invalid);
    }
  }
}
