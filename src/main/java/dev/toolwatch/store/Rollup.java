package dev.toolwatch.store;

import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.UserSketch;
import java.util.Objects;

/**
 * Operations of one series in one bucket of time. Immutable; merges in any order.
 *
 * <p>Conservation: the three outcomes sum up to the zeroes and the counts of the durations.
 *
 * @param ok operations that succeeded
 * @param clientErrors operations that failed by the caller's mistake
 * @param serverErrors all others that failed
 * @param sumSeconds of all durations
 * @param zeroes durations of zero
 * @param durations all others, in seconds
 * @param users who asked, as far as spans say
 */
public record Rollup(
    long ok,
    long clientErrors,
    long serverErrors,
    double sumSeconds,
    long zeroes,
    ExponentialCounts durations,
    UserSketch users) {
  public static final Rollup EMPTY =
      new Rollup(0, 0, 0, 0, 0, ExponentialCounts.EMPTY, UserSketch.EMPTY);

  public Rollup {
    Objects.requireNonNull(durations, "durations");
    Objects.requireNonNull(users, "users");
  }

  public long total() {
    return ok + clientErrors + serverErrors;
  }

  public Rollup plus(Rollup other) {
    return plus(other, durations.plus(other.durations));
  }

  /** The same, with as fine durations as those of both: see {@link ExponentialCounts#plusWide}. */
  public Rollup plusWide(Rollup other) {
    return plus(other, durations.plusWide(other.durations));
  }

  /** The same operations by other users. */
  public Rollup withUsers(UserSketch others) {
    return new Rollup(ok, clientErrors, serverErrors, sumSeconds, zeroes, durations, others);
  }

  private Rollup plus(Rollup other, ExponentialCounts allDurations) {
    return new Rollup(
        ok + other.ok,
        clientErrors + other.clientErrors,
        serverErrors + other.serverErrors,
        sumSeconds + other.sumSeconds,
        zeroes + other.zeroes,
        allDurations,
        users.plus(other.users));
  }
}
