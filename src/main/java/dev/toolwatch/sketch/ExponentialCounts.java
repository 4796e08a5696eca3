package dev.toolwatch.sketch;

import dev.toolwatch.wire.Packer;
import dev.toolwatch.wire.Unpacker;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Counts in base-2 exponential buckets (OpenTelemetry data model, "ExponentialHistogram"): bucket i
 * of scale s holds values in (b^i, b^(i+1)] with b = 2^(2^-s). Takes memory only for buckets that are
 * not empty, some 3 bytes each, because there may be tens of thousands of these. Immutable.
 */
public final class ExponentialCounts {
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

  private final int scale;
  private final int first;
  private final int last;
  private final int filled;

  /** For each bucket that is not empty the number of empty ones before it, and its count. */
  private final byte[] packed;

  /**
   * Counts of successive buckets.
   *
   * @param scale at most {@link #MAX_SCALE}
   * @param first the index of the first count
   * @param counts at least 0 each; those of all other buckets are 0
   */
  public ExponentialCounts(int scale, int first, long[] counts) {
    this(builder(scale, first, counts));
  }

  private ExponentialCounts(Builder counts) {
    scale = counts.scale;
    first = counts.first;
    last = counts.next - 1;
    filled = counts.filled;
    packed = counts.packed.toBytes();
  }

  private static Builder builder(int scale, int first, long[] counts) {
    Builder builder = new Builder(scale, first);
    for (int i = 0; i < counts.length; i++) {
      builder.add(first + i, counts[i]);
    }
    return builder;
  }

  /** Takes counts, lowest bucket first. */
  static final class Builder {
    private final int scale;
    private final int first;
    private final Packer packed = new Packer();
    private int next;
    private int filled;

    Builder(int scale, int first) {
      this.scale = scale;
      this.first = first;
      next = first;
    }

    /** Adds the count of a bucket, of which each comes once. */
    void add(int index, long count) {
      if (count != 0) {
        packed.number(index - next).number(count);
        next = index + 1;
        filled++;
      }
    }

    ExponentialCounts build() {
      return new ExponentialCounts(this);
    }
  }

  /** Receives a bucket that is not empty. */
  @FunctionalInterface
  interface BucketHandler {
    void bucket(int index, long count);
  }

  public int scale() {
    return scale;
  }

  /** The index of the first of the {@link #counts}. */
  public int first() {
    return first;
  }

  /** Whether there are no values. */
  public boolean isEmpty() {
    return filled == 0;
  }

  /** A copy of the counts, up to the last bucket that is not empty. */
  public long[] counts() {
    long[] counts = new long[last - first + 1];
    forEach((index, count) -> counts[index - first] = count);
    return counts;
  }

  /** Visits the buckets that are not empty, lowest first. */
  void forEach(BucketHandler action) {
    Unpacker buckets = new Unpacker(packed);
    int index = first;
    for (int left = filled; left > 0; left--) {
      index += (int) buckets.number();
      action.bucket(index++, buckets.number());
    }
  }

  /** The same counts at this scale or a coarser one. */
  public ExponentialCounts atScale(int coarser) {
    int shift = scale - coarser;
    int newFirst = first >> shift;
    long[] merged = new long[isEmpty() ? 0 : (last >> shift) - newFirst + 1];
    addTo(merged, newFirst, shift);
    return new ExponentialCounts(coarser, newFirst, merged);
  }

  private void addTo(long[] sum, int from, int shift) {
    forEach((index, count) -> sum[(index >> shift) - from] += count);
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
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    int common = Math.min(scale, other.scale);
    int from = Math.min(first >> scale - common, other.first >> other.scale - common);
    int to = Math.max(last >> scale - common, other.last >> other.scale - common);
    while (to - from >= maxBuckets) {
      common--;
      from >>= 1;
      to >>= 1;
    }
    long[] sum = new long[to - from + 1];
    addTo(sum, from, scale - common);
    other.addTo(sum, from, other.scale - common);
    return new ExponentialCounts(common, from, sum);
  }

  /** The number of values. */
  public long total() {
    long total = 0;
    Unpacker buckets = new Unpacker(packed);
    for (int left = filled; left > 0; left--) {
      long unused = buckets.number();
      total += buckets.number();
    }
    return total;
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
    Unpacker buckets = new Unpacker(packed);
    long index = first;
    for (int left = filled; left > 0; left--) {
      index += buckets.number();
      long count = buckets.number();
      sum += index++ < end ? count : 0;
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
    int next = first;
    Unpacker buckets = new Unpacker(packed);
    // Sums of malformed counts may have overflowed: then it is the last bucket.
    for (int left = filled; left > 0 && below < rank; left--) {
      next += (int) buckets.number() + 1;
      below += buckets.number();
    }
    return next == first ? 0 : middle(next - 1, scale);
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
    packer.signed(scale).signed(first).number(filled).bytes(packed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExponentialCounts same
        && scale == same.scale
        && first == same.first
        && Arrays.equals(packed, same.packed);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * scale + first) + Arrays.hashCode(packed);
  }

  @Override
  public String toString() {
    return "ExponentialCounts[scale=%d, first=%d, counts=%s]"
        .formatted(scale, first, Arrays.toString(counts()));
  }
}
