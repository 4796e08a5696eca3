package dev.toolwatch.usage;

import dev.toolwatch.signal.BucketMiddle;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSet;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import java.util.Arrays;

/** Operations of one series in one minute. Accumulates a {@link Rollup}. Used again and again. Not thread-safe. */
final class SeriesUse implements BucketMiddle.Handler {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long[] outcomes = new long[Outcome.values().length];
  private final ExponentialBuckets durations = new ExponentialBuckets();
  private final UserSet users = new UserSet();
  private Series series;
  private ServiceMinute service;
  private double sumSeconds;
  private long zeroes;

  /**
   * Begins to count. There must be no operations yet.
   *
   * @param of the series, until {@link #clear}
   * @param its the other counts of the series' service in that minute
   */
  SeriesUse begin(Series of, ServiceMinute its) {
    series = of;
    service = its;
    return this;
  }

  /** Forgets all, to begin with another series. */
  void clear() {
    series = null;
    service = null;
    Arrays.fill(outcomes, 0);
    durations.clear();
    users.clear();
    sumSeconds = 0;
    zeroes = 0;
  }

  Series series() {
    return series;
  }

  ServiceMinute service() {
    return service;
  }

  UserSet users() {
    return users;
  }

  void record(Outcome outcome, long durationNanos, long times) {
    outcomes[outcome.ordinal()] += times;
    if (durationNanos == 0) {
      zeroes += times;
    } else {
      double seconds = durationNanos / NANOS_PER_SECOND;
      durations.record(seconds, times);
      sumSeconds += seconds * times;
    }
  }

  /** Counts operations whose durations come as a histogram. */
  void record(Outcome outcome, Distribution distribution) {
    outcomes[outcome.ordinal()] += distribution.total();
    sumSeconds += BucketMiddle.forEach(distribution, this);
  }

  @Override
  public void at(double seconds, int index, long times) {
    if (seconds == 0) {
      zeroes += times;
    } else {
      durations.recordAt(index, times);
    }
  }

  /** Adds the operations of another series, or of the same that another loop has counted. */
  void add(SeriesUse other) {
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] += other.outcomes[i];
    }
    durations.add(other.durations);
    users.addAll(other.users);
    sumSeconds += other.sumSeconds;
    zeroes += other.zeroes;
  }

  /** The operations so far. Nothing may be recorded afterwards. */
  Rollup snapshot() {
    return new Rollup(
        outcomes[Outcome.OK.ordinal()],
        outcomes[Outcome.CLIENT_ERROR.ordinal()],
        outcomes[Outcome.SERVER_ERROR.ordinal()],
        sumSeconds,
        zeroes,
        durations.snapshot(),
        users.finish());
  }
}
