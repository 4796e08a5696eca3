package dev.toolwatch.usage;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.NativeBuckets;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.ExponentialCounts;

/** The durations of one service's sessions. Not thread-safe. */
final class SessionDurations {
  /** In seconds: from one second to eight hours. */
  private static final double[] BOUNDS = {
    1, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800
  };

  private final long[] classic = new long[BOUNDS.length + 1];
  private final ExponentialBuckets exponential = new ExponentialBuckets();
  private long zeroes;
  private long count;
  private double sum;

  void add(double seconds) {
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    classic[bucket]++;
    count++;
    sum += seconds;
    if (seconds == 0) {
      zeroes++;
    } else {
      exponential.record(seconds, 1);
    }
  }

  void add(SessionDurations other) {
    for (int bucket = 0; bucket < classic.length; bucket++) {
      classic[bucket] += other.classic[bucket];
    }
    exponential.add(other.exponential.snapshot());
    zeroes += other.zeroes;
    count += other.count;
    sum += other.sum;
  }

  void save(CheckpointWriter state) {
    for (long sessions : classic) {
      state.number(sessions);
    }
    state.number(zeroes).real(sum).buckets(exponential.snapshot());
  }

  /**
   * @throws IllegalArgumentException if {@link #save} did not write this
   */
  static SessionDurations of(CheckpointReader state) {
    SessionDurations read = new SessionDurations();
    for (int bucket = 0; bucket < BOUNDS.length + 1; bucket++) {
      read.classic[bucket] = state.atMost(CheckpointReader.MAX_COUNT - read.count);
      read.count += read.classic[bucket];
    }
    read.zeroes = state.count();
    read.sum = state.seconds();
    ExponentialCounts others = state.buckets();
    if (read.zeroes + others.total() != read.count) {
      throw new IllegalArgumentException("the session buckets do not sum to the count");
    }
    read.exponential.add(others);
    return read;
  }

  HistogramSample sample(Labels labels, long createdMillis) {
    return new HistogramSample(
        labels,
        createdMillis,
        count,
        sum,
        BOUNDS,
        classic.clone(),
        new Exemplar[0],
        NativeBuckets.of(exponential.snapshot(), 0, zeroes));
  }
}
