package dev.toolwatch.security;

import java.time.Duration;
import java.time.Instant;

/**
 * What is kept of a session. It can do what its token can do at that moment.
 *
 * @param tokenHash the digest of the token that it was opened with, in hexadecimal
 * @param expiresAt when it ends in any case
 * @param usedAt the last request with it
 */
record ConsoleSession(String tokenHash, Instant expiresAt, Instant usedAt) {
  boolean isOver(Instant now, Duration maxIdle) {
    return !now.isBefore(expiresAt) || !now.isBefore(usedAt.plus(maxIdle));
  }

  ConsoleSession used(Instant now) {
    return new ConsoleSession(tokenHash, expiresAt, now);
  }
}
