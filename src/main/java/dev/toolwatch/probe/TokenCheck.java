package dev.toolwatch.probe;

import java.util.Optional;

/** A check that is given its token. One thread at a time runs it. */
@FunctionalInterface
interface TokenCheck {
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
        .map(secret -> text.replace(secret, "[secret]"))
        .orElse(text);
  }
}
