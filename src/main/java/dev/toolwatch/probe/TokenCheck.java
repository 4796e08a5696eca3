package dev.toolwatch.probe;

import java.util.Optional;

/** A check that is given its token. One thread at a time runs it. */
@FunctionalInterface
interface TokenCheck {
  /** What stands for a secret. */
  String HIDDEN = "[secret]";

  /** A shorter start of a token tells nothing, and could be part of any text. */
  int SHORTEST_START = 8;

  /**
   * Checks once, as {@link Check#run} does.
   *
   * @param token empty if the probe has none
   */
  Reading run(Optional<String> token, Steps steps) throws CheckFailure, InterruptedException;

  /**
   * One that reads the token before each check, and never tells it: a service may echo it. The steps
   * have no text of a service that knows the token.
   */
  static Check reading(Credential credential, TokenCheck check) {
    return steps -> {
      Optional<String> token = credential.read();
      try {
        Reading reading = check.run(token, steps);
        return new Reading(hidden(reading.detail(), token), reading.mcp());
      } catch (CheckFailure e) {
        throw new CheckFailure(e.verdict(), hidden(e.getMessage(), token));
      }
    };
  }

  /** What is shorter than four characters is no secret, but part of many words. */
  private static String hidden(String text, Optional<String> token) {
    return token
        .filter(secret -> secret.length() >= 4)
        .map(secret -> withoutStart(text.replace(secret, HIDDEN), secret))
        .orElse(text);
  }

  /** Texts of the other side are cut, so that the start of a token may be at their end. */
  private static String withoutStart(String text, String secret) {
    for (int length = secret.length() - 1; length >= SHORTEST_START; length--) {
      int at = text.lastIndexOf(secret.substring(0, length));
      if (at >= 0) {
        return text.substring(0, at) + HIDDEN + text.substring(at + length);
      }
    }
    return text;
  }
}
