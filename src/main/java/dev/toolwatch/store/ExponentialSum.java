package dev.toolwatch.store;

import dev.toolwatch.lasting.Unpacker;
import dev.toolwatch.signal.ExponentialBuckets;
import dev.toolwatch.signal.ExponentialCounts;

/** Accumulates counts of any scale. Not thread-safe. */
final class ExponentialSum implements Unpacker.BucketHandler {
  private final ExponentialBuckets finest = new ExponentialBuckets();

  /** What came at lower scales: rare. */
  private ExponentialCounts coarser = ExponentialCounts.EMPTY;

  @Override
  public void add(int scale, int index, long times) {
    if (scale == ExponentialCounts.MAX_SCALE) {
      finest.recordAt(index, times);
    } else {
      coarser = coarser.plus(new ExponentialCounts(scale, index, new long[] {times}));
    }
  }

  ExponentialCounts value() {
    return finest.snapshot().plus(coarser);
  }
}
