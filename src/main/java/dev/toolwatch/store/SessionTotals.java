package dev.toolwatch.store;

import dev.toolwatch.sketch.ExponentialCounts;
import java.util.Objects;

/**
 * Sessions that began in one range of time. Immutable; merges in any order.
 *
 * <p>Conservation: the sessions are the zeroes and the counts of the durations, and those of the
 * sizes.
 *
 * @param sessions that began
 * @param operations in them
 * @param sumSeconds of all durations, from a session's first operation to its last
 * @param zeroes sessions of one moment
 * @param durations of all others, in seconds
 * @param sizes operations per session
 */
public record SessionTotals(
    long sessions,
    long operations,
    double sumSeconds,
    long zeroes,
    ExponentialCounts durations,
    ExponentialCounts sizes) {
  public static final SessionTotals EMPTY =
      new SessionTotals(0, 0, 0, 0, ExponentialCounts.EMPTY, ExponentialCounts.EMPTY);

  public SessionTotals {
    Objects.requireNonNull(durations, "durations");
    Objects.requireNonNull(sizes, "sizes");
  }

  public SessionTotals plus(SessionTotals other) {
    return new SessionTotals(
        sessions + other.sessions,
        operations + other.operations,
        sumSeconds + other.sumSeconds,
        zeroes + other.zeroes,
        durations.plus(other.durations),
        sizes.plus(other.sizes));
  }
}
