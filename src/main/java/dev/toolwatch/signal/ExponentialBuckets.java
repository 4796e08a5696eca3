package dev.toolwatch.signal;

import java.util.Arrays;

/**
 * Accumulates {@link ExponentialCounts}: starts small, grows with the range of what comes, and
 * halves its resolution when the range exceeds {@link ExponentialCounts#MAX_BUCKETS}. Not
 * thread-safe.
 */
public final class ExponentialBuckets {
  private static final int STEP = 16;

  private int scale = ExponentialCounts.MAX_SCALE;

  /** The index of the array's first place, and the range of indices counted so far. */
  private int origin;

  private int lowest = Integer.MAX_VALUE;
  private int highest = Integer.MIN_VALUE;
  private long[] counts = new long[0];

  /** Counts a positive normal number so many times. */
  public void record(double value, long times) {
    recordAt(ExponentialCounts.index(value), times);
  }

  /** Counts so many times what falls into a bucket of the highest scale. */
  public void recordAt(int finest, long times) {
    int index = finest >> (ExponentialCounts.MAX_SCALE - scale);
    if (index < lowest || index > highest) {
      index = cover(index);
    }
    counts[index - origin] += times;
  }

  /** Goes down to a scale, if it is not there or below. */
  public void coarsen(int most) {
    while (scale > most) {
      halve();
    }
  }

  /** Adds counts at the lower of both scales: of those that came at a lower one no more is known. */
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

  /** Makes room for an index; returns it at the scale that then holds. */
  private int cover(int wanted) {
    int index = wanted;
    while (Math.max(highest, index) - Math.min(lowest, index) >= ExponentialCounts.MAX_BUCKETS
        && lowest <= highest) {
      halve();
      index >>= 1;
    }
    lowest = Math.min(lowest, index);
    highest = Math.max(highest, index);
    if (lowest < origin || highest >= origin + counts.length) {
      int size = (highest - lowest + STEP) / STEP * STEP;
      int newOrigin = lowest - (size - (highest - lowest + 1)) / 2;
      long[] wider = new long[size];
      int from = Math.max(origin, newOrigin);
      int to = Math.min(origin + counts.length, newOrigin + size);
      if (from < to) {
        System.arraycopy(counts, from - origin, wider, from - newOrigin, to - from);
      }
      counts = wider;
      origin = newOrigin;
    }
    return index;
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
    counts = halved.counts();
  }

  public ExponentialCounts snapshot() {
    if (lowest > highest) {
      return ExponentialCounts.EMPTY;
    }
    return new ExponentialCounts(scale, lowest, counted());
  }

  private long[] counted() {
    return Arrays.copyOfRange(counts, lowest - origin, highest - origin + 1);
  }
}
