package dev.toolwatch.sketch;

import java.util.Arrays;

/**
 * Accumulates {@link ExponentialCounts}. Starts small, grows with the range of the values and
 * halves its resolution if the range exceeds {@link ExponentialCounts#MAX_BUCKETS}. Not
 * thread-safe.
 */
public final class ExponentialBuckets {
  private static final int STEP = 16;

  /** It grows by a multiple of so many buckets. */
  private final int step;

  private int scale = ExponentialCounts.MAX_SCALE;

  /** The index of the first array element. Below it, the range of indices counted so far. */
  private int origin;

  private int lowest = Integer.MAX_VALUE;
  private int highest = Integer.MIN_VALUE;

  /** Counts of four bytes each. When one of them needs more, all move to {@link #wide}. */
  private int[] counts = new int[0];

  private long[] wide;

  /** An accumulator that takes little memory. */
  public ExponentialBuckets() {
    this(STEP);
  }

  /**
   * An accumulator.
   *
   * @param step it grows by a multiple of so many buckets
   */
  ExponentialBuckets(int step) {
    this.step = step;
  }

  /** Counts a positive normal number the given number of times. */
  public void record(double value, long times) {
    recordAt(ExponentialCounts.index(value), times);
  }

  /** Counts a bucket of the highest scale the given number of times. */
  public void recordAt(int finest, long times) {
    int index = finest >> (ExponentialCounts.MAX_SCALE - scale);
    if (index < lowest || index > highest) {
      index = cover(index);
    }
    int at = index - origin;
    if (wide == null) {
      long sum = counts[at] + times;
      if (sum == (int) sum) {
        counts[at] = (int) sum;
        return;
      }
      wide = Arrays.stream(counts).asLongStream().toArray();
      counts = new int[0];
    }
    wide[at] += times;
  }

  private int capacity() {
    return wide == null ? counts.length : wide.length;
  }

  /** Lowers the scale to the given one, unless it is already as low. */
  public void coarsen(int most) {
    while (scale > most) {
      halve();
    }
  }

  /**
   * Adds counts at the lower of both scales: counts recorded at a lower scale cannot be refined.
   */
  public void add(ExponentialCounts more) {
    if (more.counts().length == 0) {
      return;
    }
    coarsen(more.scale());
    for (int i = 0; i < more.counts().length; i++) {
      if (more.counts()[i] != 0) {
        recordAt(
            (more.first() + i) << (ExponentialCounts.MAX_SCALE - more.scale()), more.counts()[i]);
      }
    }
  }

  /** Adds what another one has counted, at the lower of both scales. */
  public void add(ExponentialBuckets other) {
    if (other.lowest > other.highest) {
      return;
    }
    coarsen(other.scale);
    int shift = ExponentialCounts.MAX_SCALE - other.scale;
    // Both ends first, so that it grows once.
    coverFinest(other.lowest << shift);
    coverFinest(other.highest << shift);
    for (int index = other.lowest; index <= other.highest; index++) {
      long times = other.count(index);
      if (times != 0) {
        recordAt(index << shift, times);
      }
    }
  }

  private void coverFinest(int finest) {
    int unused = cover(finest >> (ExponentialCounts.MAX_SCALE - scale));
  }

  /** Makes room for an index. Returns the index at the resulting scale. */
  private int cover(int wanted) {
    int index = wanted;
    while (Math.max(highest, index) - Math.min(lowest, index) >= ExponentialCounts.MAX_BUCKETS
        && lowest <= highest) {
      halve();
      index >>= 1;
    }
    lowest = Math.min(lowest, index);
    highest = Math.max(highest, index);
    if (lowest < origin || highest >= origin + capacity()) {
      int size = (highest - lowest + step) / step * step;
      resize(size, lowest - (size - (highest - lowest + 1)) / 2);
    }
    return index;
  }

  private void resize(int size, int newOrigin) {
    int from = Math.max(origin, newOrigin);
    int count = Math.min(origin + capacity(), newOrigin + size) - from;
    int[] newCounts = new int[wide == null ? size : 0];
    long[] newWide = wide == null ? null : new long[size];
    if (count > 0) {
      System.arraycopy(
          wide == null ? counts : wide,
          from - origin,
          wide == null ? newCounts : newWide,
          from - newOrigin,
          count);
    }
    counts = newCounts;
    wide = newWide;
    origin = newOrigin;
  }

  private void halve() {
    scale--;
    if (lowest > highest) {
      return;
    }
    ExponentialCounts halved = new ExponentialCounts(scale + 1, lowest, counted()).atScale(scale);
    origin = halved.first();
    lowest = halved.first();
    highest = halved.first() + halved.counts().length - 1;
    boolean narrow = Arrays.stream(halved.counts()).allMatch(count -> count == (int) count);
    counts =
        narrow
            ? Arrays.stream(halved.counts()).mapToInt(count -> (int) count).toArray()
            : new int[0];
    wide = narrow ? null : halved.counts();
  }

  /**
   * The upper bound of the bucket that {@link ExponentialCounts#quantile} takes its answer from: at
   * least the quantile by nearest rank, and nothing in its bucket is above.
   *
   * @param share above 0, at most 1
   * @param zeroes the number of zero values in addition to these; there must be a value
   */
  public double quantileBound(double share, long zeroes) {
    long values = zeroes;
    for (int index = lowest; index <= highest; index++) {
      values += count(index);
    }
    long rank = Math.max(1, (long) Math.ceil(share * values));
    long below = zeroes;
    int index = lowest - 1;
    while (below < rank && index < highest) {
      index++;
      below += count(index);
    }
    return below == zeroes ? 0 : ExponentialCounts.upperBound(index, scale);
  }

  private long count(int index) {
    return wide == null ? counts[index - origin] : wide[index - origin];
  }

  public ExponentialCounts snapshot() {
    if (lowest > highest) {
      return ExponentialCounts.EMPTY;
    }
    return new ExponentialCounts(scale, lowest, counted());
  }

  private long[] counted() {
    if (wide != null) {
      return Arrays.copyOfRange(wide, lowest - origin, highest - origin + 1);
    }
    long[] counted = new long[highest - lowest + 1];
    for (int at = 0; at < counted.length; at++) {
      counted[at] = counts[lowest - origin + at];
    }
    return counted;
  }
}
