package dev.toolwatch.expose;

import dev.toolwatch.sketch.ExponentialCounts;

/**
 * The exponential buckets of a native histogram, without gaps. Buckets are numbered as in Prometheus:
 * bucket k holds (base^(k-1), base^k] with base = 2^(2^-schema), or the same of negative values.
 * OpenTelemetry's index is one less.
 *
 * @param schema -4 to 8
 * @param zeroThreshold values up to it count as zero. With 0, Prometheus before 2.50 takes an empty
 *     histogram for a classic one
 * @param zeroCount values in the zero bucket
 * @param firstIndex k of the first count of positive values
 * @param counts of positive values, not cumulative; kept, not copied
 * @param firstNegative k of the first count of negative values
 * @param negativeCounts of negative values; kept, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // made by the thousand for each scrape, never compared
public record NativeBuckets(
    int schema,
    double zeroThreshold,
    long zeroCount,
    int firstIndex,
    long[] counts,
    int firstNegative,
    long[] negativeCounts) {
  /** For a histogram with classic buckets only. */
  public static final NativeBuckets NONE =
      new NativeBuckets(0, 0, 0, 0, new long[0], 0, new long[0]);

  public NativeBuckets {
    if (schema < -4 || schema > 8) {
      throw new IllegalArgumentException("schema " + schema);
    }
    if (!(zeroThreshold >= 0) || zeroCount < 0) {
      throw new IllegalArgumentException("zero bucket " + zeroCount + " to " + zeroThreshold);
    }
    check(counts);
    check(negativeCounts);
  }

  private static void check(long[] counts) {
    for (long count : counts) {
      if (count < 0) {
        throw new IllegalArgumentException("negative count " + count);
      }
    }
  }

  /**
   * Converts buckets of positive values. OpenTelemetry numbers them by their lower bound, Prometheus by their upper
   * one.
   */
  public static NativeBuckets of(ExponentialCounts counts, double zeroThreshold, long zeroCount) {
    return new NativeBuckets(
        counts.scale(),
        zeroThreshold,
        zeroCount,
        counts.first() + 1,
        counts.counts(),
        0,
        new long[0]);
  }

  /** Whether there are no native buckets at all, not even a zero bucket. */
  public boolean isNone() {
    return zeroThreshold == 0 && zeroCount == 0 && counts.length == 0 && negativeCounts.length == 0;
  }

  long total() {
    long total = zeroCount;
    for (long count : counts) {
      total += count;
    }
    for (long count : negativeCounts) {
      total += count;
    }
    return total;
  }
}
