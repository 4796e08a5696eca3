package dev.toolwatch.probe;

import java.util.List;

/**
 * Makes what the other side said fit for messages and steps: short, in one line, and without the
 * secrets that were sent to it, should it repeat them. Immutable.
 */
final class Said {
  /** What is shorter than this could be part of any text. */
  private static final int SECRET_LENGTH = 6;

  private final List<String> secrets;

  /**
   * @param secrets tokens and the like
   */
  Said(List<String> secrets) {
    this.secrets = secrets.stream().filter(secret -> secret.length() >= SECRET_LENGTH).toList();
  }

  String brief(String text) {
    return Texts.plain(hidden(text));
  }

  /** The text as it is, but without the secrets. */
  String hidden(String text) {
    String rest = text;
    for (String secret : secrets) {
      rest = rest.replace(secret, "[secret]");
    }
    return rest;
  }
}
