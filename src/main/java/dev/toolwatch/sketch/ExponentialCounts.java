package dev.toolwatch.sketch;

import dev.toolwatch.wire.Packer;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Counts in base-2 exponential buckets (OpenTelemetry data model, "ExponentialHistogram"): bucket i
 * of scale s holds values in (b^i, b^(i+1)] with b = 2^(2^-s). Immutable.
 *
 * @param scale at most {@link #MAX_SCALE}
 * @param first the index of the first count
 * @param counts from the first to the last bucket that is not empty; empty if there are no values;
 *     must not be changed after it is passed in
 */
public record ExponentialCounts(int scale, int first, long[] counts) {
  /**
   * At scale 5, a bucket's middle is at most 1.09 % away from any value in the bucket: (b - 1) / (b
   * + 1), with b = 2^(1/32).
   */
  public static final int MAX_SCALE = 5;

  /**
   * Ten octaves at the highest scale, wherever in a bucket they begin. A wider range halves the
   * resolution.
   */
  public static final int MAX_BUCKETS = 321;

  /** Prometheus has no schema for a coarser scale, and no value needs one. */
  private static final int MIN_SCALE = -4;

  /** Of one bucket: what is exact as a double, and far from what a sum of buckets may be. */
  private static final long MAX_STORED = 1L << 53;

  /** The exponents of doubles, at the highest scale. */
  private static final int MAX_INDEX = 1100 << MAX_SCALE;

  public static final ExponentialCounts EMPTY = new ExponentialCounts(MAX_SCALE, 0, new long[0]);

  private static final int CELLS = 64;
  private static final int BOUNDARIES = 1 << MAX_SCALE;
  private static final long MANTISSA = (1L << 52) - 1;

  /**
   * The mantissa of the greatest double up to 2^(k/32), for k from 0 to 31, then one that no
   * mantissa exceeds.
   */
  private static final long[] BOUNDARY = new long[BOUNDARIES + 1];

  /** The last boundary at or below the start of each 64th of an octave. */
  private static final int[] BOUNDARY_OF_CELL = new int[CELLS];

  static {
    for (int k = 0; k < BOUNDARIES; k++) {
      BOUNDARY[k] = boundary(k);
    }
    BOUNDARY[BOUNDARIES] = Long.MAX_VALUE;
    int boundary = 0;
    for (int cell = 0; cell < CELLS; cell++) {
      while (BOUNDARY[boundary + 1] <= (long) cell << 46) {
        boundary++;
      }
      BOUNDARY_OF_CELL[cell] = boundary;
    }
  }

  private static long boundary(int k) {
    long mantissa = Double.doubleToRawLongBits(Math.pow(2, (double) k / BOUNDARIES)) & MANTISSA;
    // Math.pow may round up. A value v of 53 bits is not too large if v^32 <= 2^(52 * 32 + k).
    BigInteger value = BigInteger.valueOf(mantissa | MANTISSA + 1);
    BigInteger bound = BigInteger.ONE.shiftLeft(52 * BOUNDARIES + k);
    return value.pow(BOUNDARIES).compareTo(bound) > 0 ? mantissa - 1 : mantissa;
  }

  /** The index, at the highest scale, of the bucket of a positive normal number. */
  public static int index(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int octave = (int) (bits >>> 52) - 1023;
    long mantissa = bits & MANTISSA;
    if (mantissa == 0) {
      // A power of two is the inclusive upper bound of the bucket below.
      return octave * BOUNDARIES - 1;
    }
    // Boundaries are further apart than a cell is wide, so a cell contains at most one.
    int boundary = BOUNDARY_OF_CELL[(int) (mantissa >>> 46)];
    int within = mantissa > BOUNDARY[boundary + 1] ? boundary + 1 : boundary;
    return octave * BOUNDARIES + (mantissa <= BOUNDARY[within] ? within - 1 : within);
  }

  /**
   * Checks a bucket that was stored.
   *
   * @throws IllegalArgumentException if values that were recorded cannot have made it
   */
  public static void check(int scale, int index, long count) {
    if (scale < MIN_SCALE
        || scale > MAX_SCALE
        || Math.abs((long) index) > MAX_INDEX >> MAX_SCALE - scale
        || count <= 0
        || count > MAX_STORED) {
      throw new IllegalArgumentException(count + " in bucket " + index + " at scale " + scale);
    }
  }

  /** The same counts at this scale or a coarser one. */
  public ExponentialCounts atScale(int coarser) {
    int shift = scale - coarser;
    if (shift == 0 || counts.length == 0) {
      return new ExponentialCounts(coarser, first >> shift, counts);
    }
    int newFirst = first >> shift;
    long[] merged = new long[((first + counts.length - 1) >> shift) - newFirst + 1];
    for (int i = 0; i < counts.length; i++) {
      merged[((first + i) >> shift) - newFirst] += counts[i];
    }
    return new ExponentialCounts(coarser, newFirst, merged);
  }

  /** The sum of both, at the highest scale at which it fits into {@link #MAX_BUCKETS}. */
  public ExponentialCounts plus(ExponentialCounts other) {
    return plus(other, MAX_BUCKETS);
  }

  /**
   * The sum of both at the lower of their scales, however many buckets it takes. Meant for an
   * answer about both fast and slow values. Do not store it.
   */
  public ExponentialCounts plusWide(ExponentialCounts other) {
    return plus(other, Integer.MAX_VALUE);
  }

  private ExponentialCounts plus(ExponentialCounts other, int maxBuckets) {
    if (other.counts.length == 0) {
      return this;
    }
    if (counts.length == 0) {
      return other;
    }
    int common = Math.min(scale, other.scale);
    ExponentialCounts a = atScale(common);
    ExponentialCounts b = other.atScale(common);
    while (Math.max(a.last(), b.last()) - Math.min(a.first, b.first) >= maxBuckets) {
      common--;
      a = a.atScale(common);
      b = b.atScale(common);
    }
    int from = Math.min(a.first, b.first);
    long[] sum = new long[Math.max(a.last(), b.last()) - from + 1];
    for (int i = 0; i < a.counts.length; i++) {
      sum[a.first + i - from] += a.counts[i];
    }
    for (int i = 0; i < b.counts.length; i++) {
      sum[b.first + i - from] += b.counts[i];
    }
    return new ExponentialCounts(common, from, sum);
  }

  /** The number of values. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /**
   * The number of values up to a bound. The bound is moved to the nearest bucket boundary: by at
   * most 1.09 % at the highest scale. A power of two is not moved at any scale.
   *
   * @param bound a positive number
   */
  public long countUpTo(double bound) {
    long end = Math.round(Math.scalb(Math.log(bound) / Math.log(2), scale));
    long sum = 0;
    for (int place = 0; place < counts.length && first + place < end; place++) {
      sum += counts[place];
    }
    return sum;
  }

  /**
   * The quantile by nearest rank: the smallest value that is not exceeded by the given share of all
   * values. Returns the middle of its bucket, which is at most 1.09 % off at the highest scale.
   *
   * @param share above 0, at most 1
   * @param zeroes the number of zero values in addition to these
   * @throws IllegalStateException if there are no values
   */
  public double quantile(double share, long zeroes) {
    long values = zeroes + total();
    if (values == 0) {
      throw new IllegalStateException("no values");
    }
    long rank = Math.max(1, (long) Math.ceil(share * values));
    long below = zeroes;
    int place = -1;
    // Sums of malformed counts may have overflowed: then it is the last bucket.
    while (below < rank && place + 1 < counts.length) {
      place++;
      below += counts[place];
    }
    return place < 0 ? 0 : middle(first + place, scale);
  }

  /** The highest value of a bucket. */
  static double upperBound(int index, int scale) {
    return Math.pow(2, Math.scalb(index + 1.0, -scale));
  }

  /** The harmonic mean of the bounds: its relative distance to both bounds is the same. */
  private static double middle(int index, int scale) {
    double width = Math.pow(2, Math.scalb(1.0, -scale));
    double lower = Math.pow(2, Math.scalb((double) index, -scale));
    return lower * 2 * width / (1 + width);
  }

  /** Writes the buckets that are not empty, each with the number of empty buckets before it. */
  public void pack(Packer packer) {
    packer.signed(scale).signed(first);
    packer.number(Arrays.stream(counts).filter(count -> count != 0).count());
    int empty = 0;
    for (long count : counts) {
      if (count == 0) {
        empty++;
      } else {
        packer.number(empty).number(count);
        empty = 0;
      }
    }
  }

  private int last() {
    return first + counts.length - 1;
  }
}
