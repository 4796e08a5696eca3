package dev.toolwatch.probe;

import java.util.Comparator;
import java.util.List;

/**
 * Makes what the other side said fit for messages and steps: without the secrets that were sent to it,
 * should it repeat them, in one line, and short. Secrets are hidden before a text is cut, so that no part
 * of one is left at its end. Immutable.
 */
final class Said {
  /** For a check without secrets. */
  static final Said OPENLY = new Said(List.of());

  private static final String HIDDEN = "[secret]";

  /** What is shorter than this is no secret, but part of many words. */
  private static final int SECRET_LENGTH = 4;

  private static final int MAX = 200;

  private final List<String> secrets;

  /**
   * @param secrets tokens and the like
   */
  Said(List<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> secret.length() >= SECRET_LENGTH)
            .distinct()
            // One may be part of another.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** One line of a text, and not much of it. */
  String brief(String text) {
    String line = hidden(text).replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    return line.length() > MAX ? line.substring(0, MAX) + "…" : line;
  }

  /** The text as it is, but without the secrets. */
  String hidden(String text) {
    String rest = text;
    for (String secret : secrets) {
      rest = rest.replace(secret, HIDDEN);
    }
    return rest;
  }
}
