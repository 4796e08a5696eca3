package dev.toolwatch.probe;

import java.util.ArrayList;
import java.util.List;
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
   * One that reads the token before each check, and never tells a secret: a service may echo it.
   *
   * @param secrets what else the service is sent and nobody else may see
   */
  static Check reading(Credential credential, List<String> secrets, TokenCheck check) {
    return steps -> {
      Optional<String> token = credential.read();
      List<String> all = new ArrayList<>(secrets);
      token.ifPresent(all::add);
      steps.hide(all);
      try {
        Reading reading = check.run(token, steps);
        return new Reading(steps.said().hidden(reading.detail()), reading.mcp());
      } catch (CheckFailure e) {
        throw new CheckFailure(e.verdict(), steps.said().hidden(e.getMessage()));
      }
    };
  }
}
