package dev.toolwatch.usage;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.expose.DurationHistogram;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.sketch.ExponentialCounts;

/** The durations of one service's sessions. Not thread-safe. */
final class SessionDurations {
  /** In seconds: from one second to eight hours. */
  private static final double[] BOUNDS = {
    1, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800
  };

  private final DurationHistogram durations = new DurationHistogram(BOUNDS, 0);

  void add(double seconds) {
    durations.record(seconds);
  }

  void add(SessionDurations other) {
    durations.add(other.durations);
  }

  void save(CheckpointWriter state) {
    for (long sessions : durations.classic()) {
      state.number(sessions);
    }
    state.number(durations.zeroes()).real(durations.sum()).buckets(durations.exponential());
  }

  /**
   * @throws IllegalArgumentException if {@link #save} did not write this
   */
  static SessionDurations of(CheckpointReader state) {
    long[] classic = new long[BOUNDS.length + 1];
    long count = 0;
    for (int bucket = 0; bucket < classic.length; bucket++) {
      classic[bucket] = state.atMost(CheckpointReader.MAX_COUNT - count);
      count += classic[bucket];
    }
    long zeroes = state.count();
    double sum = state.seconds();
    ExponentialCounts others = state.buckets();
    if (zeroes + others.total() != count) {
      throw new IllegalArgumentException("the session buckets do not sum to the count");
    }
    SessionDurations read = new SessionDurations();
    read.durations.add(classic, zeroes, sum, others);
    return read;
  }

  HistogramSample sample(Labels labels, long createdMillis) {
    return durations.sample(labels, createdMillis);
  }
}
