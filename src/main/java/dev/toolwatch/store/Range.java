package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
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

  /** The first minute, since the Unix epoch. */
  public long fromMinute() {
    return Minutes.of(from);
  }

  /** The first minute after it, likewise. */
  public long toMinute() {
    return Minutes.of(to);
  }
}
