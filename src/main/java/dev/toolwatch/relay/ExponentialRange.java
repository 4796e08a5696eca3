package dev.toolwatch.relay;

import java.util.Arrays;

/**
 * The counts of one sign of an exponential histogram: bucket i of scale s holds values in (b^i,
 * b^(i+1)] with b = 2^(2^-s) (OpenTelemetry data model, "ExponentialHistogram"). Immutable.
 *
 * @param scale -4 to {@link #MAX_SCALE}
 * @param first the index of the first count
 * @param counts without empty buckets at either end, at most {@link #MAX_BUCKETS}; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ExponentialRange(int scale, int first, long[] counts) {
  /** The highest schema of Prometheus. */
  static final int MAX_SCALE = 8;

  /** Twice what SDKs have by default. All finite doubles have fewer at scale -3. */
  static final int MAX_BUCKETS = 320;

  /** Counts at the highest scale, up to the given one, that the limits allow. */
  static ExponentialRange of(int scale, int offset, long[] counts) {
    int from = 0;
    int to = counts.length;
    while (from < to && counts[from] == 0) {
      from++;
    }
    while (to > from && counts[to - 1] == 0) {
      to--;
    }
    if (from == to) {
      return new ExponentialRange(Math.min(scale, MAX_SCALE), 0, new long[0]);
    }
    int first = offset + from;
    int last = offset + to - 1;
    int shift = Math.max(0, scale - MAX_SCALE);
    while ((last >> shift) - (first >> shift) >= MAX_BUCKETS) {
      shift++;
    }
    return merged(scale - shift, first, Arrays.copyOfRange(counts, from, to), shift);
  }

  private static ExponentialRange merged(int scale, int first, long[] counts, int shift) {
    if (shift == 0) {
      return new ExponentialRange(scale, first, counts);
    }
    int start = first >> shift;
    int end = (first + counts.length - 1) >> shift;
    long[] merged = new long[end - start + 1];
    for (int i = 0; i < counts.length; i++) {
      merged[((first + i) >> shift) - start] += counts[i];
    }
    return new ExponentialRange(scale, start, merged);
  }

  /** The same at a coarser scale, or this. */
  ExponentialRange atScale(int coarser) {
    if (counts.length == 0) {
      return new ExponentialRange(coarser, 0, counts);
    }
    return merged(coarser, first, counts, scale - coarser);
  }

  ExponentialRange plus(ExponentialRange other) {
    int common = Math.min(scale, other.scale);
    ExponentialRange one = atScale(common);
    ExponentialRange two = other.atScale(common);
    if (one.counts.length == 0 || two.counts.length == 0) {
      return one.counts.length == 0 ? two : one;
    }
    int start = Math.min(one.first, two.first);
    int end = Math.max(one.first + one.counts.length, two.first + two.counts.length);
    int shift = 0;
    while (((end - 1) >> shift) - (start >> shift) >= MAX_BUCKETS) {
      shift++;
    }
    start >>= shift;
    long[] sum = new long[((end - 1) >> shift) - start + 1];
    one.addTo(sum, start, shift);
    two.addTo(sum, start, shift);
    return new ExponentialRange(common - shift, start, sum);
  }

  private void addTo(long[] sum, int start, int shift) {
    for (int i = 0; i < counts.length; i++) {
      sum[((first + i) >> shift) - start] += counts[i];
    }
  }

  long total() {
    return Arrays.stream(counts).sum();
  }

  /**
   * Adds the counts to explicit buckets. A bucket that a bound divides counts below the bound.
   *
   * @param bounds ascending, each the upper bound of a bucket
   * @param explicit one more than bounds
   */
  void addTo(long[] explicit, double[] bounds) {
    int bucket = 0;
    for (int i = 0; i < counts.length; i++) {
      double lower = bound(first + i);
      while (bucket < bounds.length && lower >= bounds[bucket]) {
        bucket++;
      }
      explicit[bucket] += counts[i];
    }
  }

  /** The lower bound of a bucket. Exact where it is a power of two. */
  private double bound(int index) {
    if (scale <= 0) {
      // Beyond the exponents of doubles this is 0 or infinite.
      return Math.scalb(1.0, index << -scale);
    }
    int octave = index >> scale;
    int within = index - (octave << scale);
    return Math.scalb(within == 0 ? 1.0 : Math.pow(2, Math.scalb((double) within, -scale)), octave);
  }
}
