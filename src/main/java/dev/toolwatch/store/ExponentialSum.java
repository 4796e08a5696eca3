package dev.toolwatch.store;

import dev.toolwatch.lasting.Unpacker;
import dev.toolwatch.signal.ExponentialBuckets;
import dev.toolwatch.signal.ExponentialCounts;

/** Accumulates counts of any scale. Not thread-safe. */
final class ExponentialSum implements Unpacker.BucketHandler {
  private final ExponentialBuckets buckets = new ExponentialBuckets();

  @Override
  public void add(int scale, int index, long times) {
    buckets.coarsen(scale);
    // Any of the finest buckets that make up this one: they are not told apart any more.
    buckets.recordAt(index << (ExponentialCounts.MAX_SCALE - scale), times);
  }

  ExponentialCounts value() {
    return buckets.snapshot();
  }
}
