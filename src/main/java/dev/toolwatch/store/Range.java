package dev.toolwatch.store;

import java.time.Instant;
import java.util.Objects;

/**
 * A range of time, in whole minutes: seconds are cut off.
 *
 * @param from the first minute
 * @param to the first minute after it
 */
public record Range(Instant from, Instant to) {
  public Range {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("ends before it begins: " + from + " to " + to);
    }
  }

  long fromMinute() {
    return Math.floorDiv(from.getEpochSecond(), 60);
  }

  long toMinute() {
    return Math.floorDiv(to.getEpochSecond(), 60);
  }
}
