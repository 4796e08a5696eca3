package dev.toolwatch.probe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Another check, after which the certificate must be valid for some more time. */
final class ValidityCheck implements Check {
  private final Check check;
  private final Duration validity;
  private final InstantSource clock;

  ValidityCheck(Check check, Duration validity, InstantSource clock) {
    this.check = check;
    this.validity = validity;
    this.clock = clock;
  }

  @Override
  public Reading run(Steps steps) throws CheckFailure, InterruptedException {
    Reading reading = check.run(steps);
    Instant expiry = steps.tlsExpiry();
    Instant now = clock.instant();
    if (expiry != null && expiry.isBefore(now.plus(validity))) {
      Duration left = Duration.between(now, expiry);
      throw new CheckFailure(
          Verdict.DOWN,
          "the certificate expires on %s, in %s"
              .formatted(
                  expiry.toString().substring(0, 10),
                  left.toDays() > 0 ? left.toDays() + " days" : left.toHours() + " hours"));
    }
    return reading;
  }
}
