package dev.toolwatch.sketch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Accumulates {@link ExponentialCounts}. Lists the first values, because most series have few. Then it
 * counts them in buckets, grows with their range and halves its resolution if that exceeds {@link
 * ExponentialCounts#MAX_BUCKETS}. Not thread-safe.
 */
public final class ExponentialBuckets {
  private static final int STEP = 16;

  private static final int FIRST_LISTED = 8;
  private static final int MOST_LISTED = 32;
  private static final int[] NO_LIST = {};
  private static final byte[] NO_COUNTS = {};

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** It grows by a multiple of so many buckets. */
  private final int step;

  private int scale = ExponentialCounts.MAX_SCALE;

  /** Values that are in no bucket yet: their indices at the highest scale, in no order. */
  private int[] list = NO_LIST;

  private int listed;

  /** The index of the first array element. Below it, the range of indices counted so far. */
  private int origin;

  private int lowest = Integer.MAX_VALUE;
  private int highest = Integer.MIN_VALUE;

  /** Counts of {@link #width} bytes each. */
  private byte[] counts = NO_COUNTS;

  /** 1, 4 or 8: when one of the counts needs more, all get more. */
  private int width = 1;

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
    if (counts.length == 0 && times == 1 && listed < MOST_LISTED) {
      list(finest);
    } else {
      countListed();
      count(finest, times);
    }
  }

  private void list(int finest) {
    if (listed == list.length) {
      list = Arrays.copyOf(list, Math.max(FIRST_LISTED, 2 * listed));
    }
    list[listed++] = finest;
  }

  /** Moves what is listed to buckets. */
  private void countListed() {
    if (listed > 0) {
      int some = listed;
      listed = 0;
      for (int i = 0; i < some; i++) {
        count(list[i], 1);
      }
      list = NO_LIST;
    }
  }

  private void count(int finest, long times) {
    int index = finest >> (ExponentialCounts.MAX_SCALE - scale);
    if (index < lowest || index > highest) {
      index = cover(index);
    }
    addAt(index - origin, times);
  }

  private void addAt(int at, long times) {
    long sum = get(at) + times;
    while (!fits(sum)) {
      widen();
    }
    put(at, sum);
  }

  private boolean fits(long count) {
    return switch (width) {
      case 1 -> count == (count & 0xff);
      case Integer.BYTES -> count == (int) count;
      default -> true;
    };
  }

  private long get(int at) {
    return switch (width) {
      case 1 -> counts[at] & 0xff;
      case Integer.BYTES -> (int) INTS.get(counts, at * Integer.BYTES);
      default -> (long) LONGS.get(counts, at * Long.BYTES);
    };
  }

  private void put(int at, long count) {
    switch (width) {
      case 1 -> counts[at] = (byte) count;
      case Integer.BYTES -> INTS.set(counts, at * Integer.BYTES, (int) count);
      default -> LONGS.set(counts, at * Long.BYTES, count);
    }
  }

  private void widen() {
    long[] all = new long[capacity()];
    for (int at = 0; at < all.length; at++) {
      all[at] = get(at);
    }
    width = width == 1 ? Integer.BYTES : Long.BYTES;
    counts = new byte[all.length * width];
    for (int at = 0; at < all.length; at++) {
      put(at, all[at]);
    }
  }

  /** Forgets all values. Keeps memory that was needed for them. */
  public void clear() {
    listed = 0;
    if (width == Long.BYTES || total() <= MOST_LISTED) {
      width = 1;
      counts = NO_COUNTS;
    } else {
      zero(lowest - origin, highest - origin + 1);
    }
    scale = ExponentialCounts.MAX_SCALE;
    lowest = Integer.MAX_VALUE;
    highest = Integer.MIN_VALUE;
  }

  private int capacity() {
    return counts.length / width;
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
    coarsen(more.scale());
    int shift = ExponentialCounts.MAX_SCALE - more.scale();
    more.forEach((index, times) -> recordAt(index << shift, times));
  }

  /** Adds what another one has counted, at the lower of both scales. */
  public void add(ExponentialBuckets other) {
    coarsen(other.scale);
    for (int i = 0; i < other.listed; i++) {
      recordAt(other.list[i], 1);
    }
    if (other.lowest > other.highest) {
      return;
    }
    countListed();
    int shift = ExponentialCounts.MAX_SCALE - other.scale;
    // Both ends first, so that it grows once.
    coverFinest(other.lowest << shift);
    coverFinest(other.highest << shift);
    for (int index = other.lowest; index <= other.highest; index++) {
      long times = other.count(index);
      if (times != 0) {
        count(index << shift, times);
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
      int size = Math.max(capacity(), (highest - lowest + step) / step * step);
      resize(size, lowest - (size - (highest - lowest + 1)) / 2);
    }
    return index;
  }

  private void resize(int size, int newOrigin) {
    int from = Math.max(origin, newOrigin);
    int kept = Math.max(0, Math.min(origin + capacity(), newOrigin + size) - from);
    byte[] before = counts;
    boolean slides = size == capacity();
    if (!slides) {
      counts = new byte[size * width];
    }
    int to = kept > 0 ? from - newOrigin : 0;
    if (kept > 0) {
      System.arraycopy(before, (from - origin) * width, counts, to * width, kept * width);
    }
    if (slides) {
      zero(0, to);
      zero(to + kept, size);
    }
    origin = newOrigin;
  }

  private void zero(int from, int to) {
    Arrays.fill(counts, from * width, to * width, (byte) 0);
  }

  /** Each bucket goes where the first of the two is, or before: none that is still to come is overwritten. */
  private void halve() {
    scale--;
    if (lowest > highest) {
      return;
    }
    int newOrigin = origin >> 1;
    for (int index = lowest; index <= highest; index++) {
      long times = count(index);
      zero(index - origin, index - origin + 1);
      addAt((index >> 1) - newOrigin, times);
    }
    origin = newOrigin;
    lowest >>= 1;
    highest >>= 1;
  }

  /**
   * The upper bound of the bucket that {@link ExponentialCounts#quantile} takes its answer from: at
   * least the quantile by nearest rank, and nothing in its bucket is above.
   *
   * @param share above 0, at most 1
   * @param zeroes the number of zero values in addition to these; there must be a value
   */
  public double quantileBound(double share, long zeroes) {
    long values = zeroes + listed + total();
    long rank = Math.max(1, (long) Math.ceil(share * values)) - zeroes;
    if (rank <= 0) {
      return 0;
    }
    if (listed > 0) {
      int coarsest = sortListed();
      int index = list[(int) rank - 1] >> (ExponentialCounts.MAX_SCALE - coarsest);
      return ExponentialCounts.upperBound(index, coarsest);
    }
    long below = 0;
    int index = lowest - 1;
    while (below < rank && index < highest) {
      index++;
      below += count(index);
    }
    return ExponentialCounts.upperBound(index, scale);
  }

  /** The number of values in buckets. */
  private long total() {
    long total = 0;
    for (int index = lowest; index <= highest; index++) {
      total += count(index);
    }
    return total;
  }

  private long count(int index) {
    return get(index - origin);
  }

  /** Sorts what is listed. Returns the scale at which it can be counted. */
  private int sortListed() {
    Arrays.sort(list, 0, listed);
    int shift = ExponentialCounts.MAX_SCALE - scale;
    while ((list[listed - 1] >> shift) - (list[0] >> shift) >= ExponentialCounts.MAX_BUCKETS) {
      shift++;
    }
    return ExponentialCounts.MAX_SCALE - shift;
  }

  public ExponentialCounts snapshot() {
    if (listed > 0) {
      return listSnapshot();
    }
    if (lowest > highest) {
      return ExponentialCounts.EMPTY;
    }
    ExponentialCounts.Builder counted = new ExponentialCounts.Builder(scale, lowest);
    for (int index = lowest; index <= highest; index++) {
      counted.add(index, count(index));
    }
    return counted.build();
  }

  private ExponentialCounts listSnapshot() {
    int coarsest = sortListed();
    int shift = ExponentialCounts.MAX_SCALE - coarsest;
    ExponentialCounts.Builder counted = new ExponentialCounts.Builder(coarsest, list[0] >> shift);
    int from = 0;
    for (int i = 1; i <= listed; i++) {
      if (i == listed || list[i] >> shift != list[from] >> shift) {
        counted.add(list[from] >> shift, i - from);
        from = i;
      }
    }
    return counted.build();
  }
}
