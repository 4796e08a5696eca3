package dev.toolwatch.demo;

import java.time.Instant;

/**
 * A time in which a server's operations failed.
 *
 * @param to exclusive
 * @param failureShare of its operations, 0 to 1
 */
public record Trouble(Instant from, Instant to, double failureShare) {
  boolean has(Instant at) {
    return !at.isBefore(from) && at.isBefore(to);
  }
}
