package dev.toolwatch.red;

import dev.toolwatch.sketch.ExponentialCounts;
import java.util.Arrays;

/**
 * A series' durations at one moment. Immutable: the arrays must not be changed after they are
 * passed in.
 *
 * @param classic the count of each classic bucket, the last one being above all boundaries; not
 *     cumulative
 * @param exponential the same durations in exponential buckets, in seconds, without the zeroes
 * @param zeroes the number of durations of zero
 * @param sumSeconds the whole seconds of the sum
 * @param sumNanos the rest of the sum, below a second
 * @param exemplars {@link #EXEMPLAR_FIELDS} for each classic bucket
 */
record HistogramSnapshot(
    long[] classic,
    ExponentialCounts exponential,
    long zeroes,
    long sumSeconds,
    long sumNanos,
    long[] exemplars) {
  /** Fields of an exemplar, at these places from its first. */
  static final int EXEMPLAR_FIELDS = 5;

  static final int TRACE_ID_HIGH = 0;
  static final int TRACE_ID_LOW = 1;

  /** 0 if there is no exemplar. */
  static final int SPAN_ID = 2;

  static final int DURATION_NANOS = 3;
  static final int END_NANOS = 4;

  /** In milliseconds. The boundaries recommended by the semantic conventions for MCP, "Metrics". */
  private static final long[] BOUNDARY_MILLIS = {
    10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000
  };

  static final int BUCKETS = BOUNDARY_MILLIS.length + 1;

  private static final long[] BOUNDARY_NANOS =
      Arrays.stream(BOUNDARY_MILLIS).map(millis -> millis * 1_000_000).toArray();

  private static final double[] BOUNDARY_SECONDS = boundarySeconds();

  /** The classic boundaries in seconds, as Prometheus shows them. A new array each time. */
  static double[] boundarySeconds() {
    return Arrays.stream(BOUNDARY_MILLIS).mapToDouble(millis -> millis / 1e3).toArray();
  }

  /** An array without exemplars: the span id of each bucket is 0. */
  static long[] noExemplars() {
    return new long[BUCKETS * EXEMPLAR_FIELDS];
  }

  /** The classic bucket of a duration. Upper boundaries are inclusive. */
  static int bucket(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDARY_NANOS.length && nanos > BOUNDARY_NANOS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /** The classic bucket of a duration in seconds. */
  static int bucket(double seconds) {
    int bucket = 0;
    while (bucket < BOUNDARY_SECONDS.length && seconds > BOUNDARY_SECONDS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  long count() {
    return Arrays.stream(classic).sum();
  }

  double sum() {
    return sumSeconds + sumNanos / 1e9;
  }

  /**
   * Each bucket's exemplar is the later one, whether or not its trace is likely to be kept: a
   * preference could go back in time when one of two shards has only traces that are not.
   */
  HistogramSnapshot plus(HistogramSnapshot other) {
    long[] sum = classic.clone();
    Arrays.setAll(sum, bucket -> classic[bucket] + other.classic[bucket]);
    long nanos = sumNanos + other.sumNanos;
    long[] latest = exemplars.clone();
    for (int at = 0; at < latest.length; at += EXEMPLAR_FIELDS) {
      if (Long.compareUnsigned(other.exemplars[at + END_NANOS], latest[at + END_NANOS]) > 0) {
        System.arraycopy(other.exemplars, at, latest, at, EXEMPLAR_FIELDS);
      }
    }
    return new HistogramSnapshot(
        sum,
        exponential.plus(other.exponential),
        zeroes + other.zeroes,
        sumSeconds + other.sumSeconds + nanos / 1_000_000_000L,
        nanos % 1_000_000_000L,
        latest);
  }
}
