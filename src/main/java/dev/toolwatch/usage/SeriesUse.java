package dev.toolwatch.usage;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.BucketMiddle;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSet;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;

/** Operations of one series in one minute. Accumulates a {@link Rollup}. Used again and again. Not thread-safe. */
final class SeriesUse implements BucketMiddle.Handler {
  private static final double NANOS_PER_SECOND = 1e9;

  private final ExponentialBuckets durations = new ExponentialBuckets();
  private final UserSet users = new UserSet();
  private SeriesKey name;
  private ServiceMinute service;
  private long ok;
  private long clientErrors;
  private long serverErrors;
  private double sumSeconds;
  private long zeroes;

  /**
   * Begins to count. There must be no operations yet.
   *
   * @param of the name of the series, until {@link #clear}
   * @param its the other counts of the series' service in that minute
   */
  SeriesUse begin(SeriesKey of, ServiceMinute its) {
    name = of;
    service = its;
    return this;
  }

  /** Forgets all, to begin with another series. */
  void clear() {
    name = null;
    service = null;
    ok = 0;
    clientErrors = 0;
    serverErrors = 0;
    durations.clear();
    users.clear();
    sumSeconds = 0;
    zeroes = 0;
  }

  Series series() {
    return new Series(name.service(), name.method(), name.tool());
  }

  ServiceMinute service() {
    return service;
  }

  UserSet users() {
    return users;
  }

  void record(Outcome outcome, long durationNanos, long times) {
    add(outcome, times);
    if (durationNanos == 0) {
      zeroes += times;
    } else {
      double seconds = durationNanos / NANOS_PER_SECOND;
      durations.record(seconds, times);
      sumSeconds += seconds * times;
    }
  }

  private void add(Outcome outcome, long times) {
    switch (outcome) {
      case OK -> ok += times;
      case CLIENT_ERROR -> clientErrors += times;
      case SERVER_ERROR -> serverErrors += times;
    }
  }

  /** Counts operations whose durations come as a histogram. */
  void record(Outcome outcome, Distribution distribution) {
    add(outcome, distribution.total());
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
    ok += other.ok;
    clientErrors += other.clientErrors;
    serverErrors += other.serverErrors;
    durations.add(other.durations);
    users.addAll(other.users);
    sumSeconds += other.sumSeconds;
    zeroes += other.zeroes;
  }

  /** The operations so far. Nothing may be recorded afterwards. */
  Rollup snapshot() {
    return new Rollup(
        ok, clientErrors, serverErrors, sumSeconds, zeroes, durations.snapshot(), users.finish());
  }
}
