package dev.toolwatch.signal;

import java.util.Arrays;

/**
 * The counts by bucket and the sum of a histogram's data point, in explicit buckets or in positive
 * exponential ones (OpenTelemetry data model, "Histogram" and "ExponentialHistogram"). Reused: to
 * keep one, copy it with {@link #set}. Not thread-safe.
 *
 * <p>Limits: {@link #MAX_BOUNDS} explicit bounds, {@link #MAX_EXPONENTIAL_BUCKETS} exponential
 * buckets. The counts by bucket take precedence; {@link #count} is used only if there are no
 * buckets.
 */
public final class Distribution {
  public static final int MAX_BOUNDS = 1024;
  public static final int MAX_EXPONENTIAL_BUCKETS = 2048;

  /** More than any real count. The sum of as many in each bucket does not overflow. */
  private static final long MAX_COUNT = 1L << 48;

  private boolean exponential;
  private double unitsPerSecond = 1;
  private long count;
  private double sum;
  private boolean hasSum;

  private double[] bounds = {};
  private int boundCount;

  /** Explicit: one more than there are bounds, or empty. Exponential: starts at the offset. */
  private long[] counts = {};

  private int bucketCount;

  private int scale;
  private int offset;
  private long zeroCount;
  private double zeroThreshold;

  public void clear() {
    exponential = false;
    unitsPerSecond = 1;
    count = 0;
    sum = 0;
    hasSum = false;
    boundCount = 0;
    bucketCount = 0;
    scale = 0;
    offset = 0;
    zeroCount = 0;
    zeroThreshold = 0;
  }

  public void set(Distribution other) {
    setAllButBuckets(other);
    boundCount = other.boundCount;
    bounds = roomFor(bounds, boundCount);
    System.arraycopy(other.bounds, 0, bounds, 0, boundCount);
    bucketCount = other.bucketCount;
    counts = roomFor(counts, bucketCount);
    System.arraycopy(other.counts, 0, counts, 0, bucketCount);
  }

  private void setAllButBuckets(Distribution other) {
    exponential = other.exponential;
    unitsPerSecond = other.unitsPerSecond;
    count = other.count;
    sum = other.sum;
    hasSum = other.hasSum;
    scale = other.scale;
    offset = other.offset;
    zeroCount = other.zeroCount;
    zeroThreshold = other.zeroThreshold;
  }

  private static double[] roomFor(double[] array, int size) {
    return array.length < size ? new double[size] : array;
  }

  private static long[] roomFor(long[] array, int size) {
    return array.length < size ? new long[size] : array;
  }

  /**
   * Sets this to what was added to a cumulative distribution, bucket by bucket. Exponential buckets
   * are compared at the coarser of the two scales.
   *
   * @param now must have the same {@link #hasLayoutOf layout} as {@code before}
   * @return false if a count has gone down, which means a reset; this is then invalid
   */
  public boolean setDifference(Distribution now, Distribution before) {
    if (now.exponential) {
      setCoarser(now, Math.min(now.scale, before.scale));
    } else {
      set(now);
    }
    hasSum = now.hasSum && before.hasSum;
    sum = Math.max(0, now.sum - before.sum);
    count = now.count - before.count;
    zeroCount = now.zeroCount - before.zeroCount;
    int shift = exponential ? before.scale - scale : 0;
    boolean anyLess = count < 0 || zeroCount < 0;
    for (int i = 0; i < before.bucketCount; i++) {
      if (before.counts[i] != 0) {
        int bucket = exponential ? ((before.offset + i) >> shift) - offset : i;
        if (bucket < 0 || bucket >= bucketCount) {
          return false;
        }
        counts[bucket] -= before.counts[i];
      }
    }
    for (int i = 0; i < bucketCount; i++) {
      anyLess |= counts[i] < 0;
    }
    return !anyLess;
  }

  /** Sets this to an exponential distribution, at its own scale or a coarser one. */
  private void setCoarser(Distribution other, int coarser) {
    setAllButBuckets(other);
    boundCount = 0;
    scale = coarser;
    int shift = other.scale - coarser;
    offset = other.offset >> shift;
    int last = (other.offset + other.bucketCount - 1) >> shift;
    bucketCount = other.bucketCount == 0 ? 0 : last - offset + 1;
    counts = roomFor(counts, bucketCount);
    Arrays.fill(counts, 0, bucketCount, 0);
    for (int i = 0; i < other.bucketCount; i++) {
      counts[((other.offset + i) >> shift) - offset] += other.counts[i];
    }
  }

  /**
   * Sets this to what was added to a cumulative distribution whose buckets have changed: a count
   * and a sum, without buckets.
   */
  public void setTotalDifference(Distribution now, Distribution before) {
    clear();
    unitsPerSecond = now.unitsPerSecond;
    count = now.total() - before.total();
    hasSum = now.hasSum && before.hasSum;
    sum = Math.max(0, now.sum - before.sum);
  }

  /** Whether the buckets of both can be compared one by one. */
  public boolean hasLayoutOf(Distribution other) {
    return exponential
        ? other.exponential && zeroThreshold == other.zeroThreshold
        : !other.exponential
            && bucketCount == other.bucketCount
            && Arrays.equals(bounds, 0, boundCount, other.bounds, 0, other.boundCount);
  }

  /** The number of durations: the sum of the buckets, or the count if there are no buckets. */
  public long total() {
    if (!hasBuckets()) {
      return count;
    }
    long total = zeroCount;
    for (int i = 0; i < bucketCount; i++) {
      total += counts[i];
    }
    return total;
  }

  /** Whether there are buckets, and not just a count and a sum. */
  public boolean hasBuckets() {
    return exponential || bucketCount > 0;
  }

  /** The number of bounds and counts held, as a measure of memory. */
  public int size() {
    return boundCount + bucketCount;
  }

  public boolean isExponential() {
    return exponential;
  }

  public void exponential(boolean value) {
    exponential = value;
  }

  /** How many units of the bounds and the sum make a second. */
  public double unitsPerSecond() {
    return unitsPerSecond;
  }

  public void unitsPerSecond(double number) {
    unitsPerSecond = number;
  }

  public long count() {
    return count;
  }

  public void count(long number) {
    count = number;
  }

  /** Only valid if {@link #hasSum}. */
  public double sum() {
    return sum;
  }

  public boolean hasSum() {
    return hasSum;
  }

  /** Sets the sum of durations, unless the value cannot be one: not finite, or negative. */
  public void sum(double value) {
    hasSum = value >= 0 && value <= Double.MAX_VALUE;
    sum = hasSum ? value : 0;
  }

  public int boundCount() {
    return boundCount;
  }

  public double bound(int index) {
    return bounds[index];
  }

  /** Adds an explicit bound. Returns false if there is no room for it. */
  public boolean addBound(double bound) {
    if (boundCount == MAX_BOUNDS) {
      return false;
    }
    if (boundCount == bounds.length) {
      bounds = Arrays.copyOf(bounds, Math.max(16, boundCount * 2));
    }
    bounds[boundCount++] = bound;
    return true;
  }

  public int bucketCount() {
    return bucketCount;
  }

  /** The count of a bucket. For exponential buckets, the one with index offset + bucket. */
  public long bucket(int bucket) {
    return counts[bucket];
  }

  /** Adds a bucket. Returns false if there is no room for it. */
  public boolean addBucket(long number) {
    if (bucketCount == (exponential ? MAX_EXPONENTIAL_BUCKETS : MAX_BOUNDS + 1)) {
      return false;
    }
    if (bucketCount == counts.length) {
      counts = Arrays.copyOf(counts, Math.max(16, bucketCount * 2));
    }
    counts[bucketCount++] = number;
    return true;
  }

  public int scale() {
    return scale;
  }

  public void scale(int value) {
    scale = value;
  }

  public int offset() {
    return offset;
  }

  public void offset(int index) {
    offset = index;
  }

  public long zeroCount() {
    return zeroCount;
  }

  public void zeroCount(long number) {
    zeroCount = number;
  }

  public double zeroThreshold() {
    return zeroThreshold;
  }

  public void zeroThreshold(double value) {
    zeroThreshold = value;
  }

  /** Why this is not a distribution of durations, or null if it is. */
  String defect() {
    boolean inRange = isInRange(count) && isInRange(zeroCount);
    for (int i = 0; i < bucketCount; i++) {
      inRange &= isInRange(counts[i]);
    }
    if (!inRange || !isInRange(total())) {
      return "a count is out of range";
    }
    return exponential ? exponentialDefect() : explicitDefect();
  }

  private static boolean isInRange(long number) {
    return number >= 0 && number <= MAX_COUNT;
  }

  private String explicitDefect() {
    if (bucketCount != (boundCount == 0 && bucketCount == 0 ? 0 : boundCount + 1)) {
      return "bucket_counts must be one more than explicit_bounds";
    }
    for (int i = 0; i < boundCount; i++) {
      if (Double.isNaN(bounds[i]) || i > 0 && bounds[i] <= bounds[i - 1]) {
        return "explicit_bounds must increase";
      }
    }
    return null;
  }

  private String exponentialDefect() {
    // The range that SDKs use. Outside it, buckets say nothing about durations and indices
    // overflow.
    if (scale < -11 || scale > 20) {
      return "scale must be from -11 to 20";
    }
    // The exponents of doubles range from -1074 to 1023.
    if (Math.abs((long) offset) > 1100L << 20) {
      return "offset is out of range";
    }
    return null;
  }
}
