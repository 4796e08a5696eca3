package dev.toolwatch.sketch;

import dev.toolwatch.wire.Unpacker;

/** Accumulates counts of any scale. Not thread-safe. */
public final class ExponentialSum implements Unpacker.BucketHandler {
  private final ExponentialBuckets buckets = new ExponentialBuckets();

  @Override
  public void add(int scale, int index, long times) {
    buckets.coarsen(scale);
    // Any of the finest buckets within this one will do: they are all merged already.
    buckets.recordAt(index << (ExponentialCounts.MAX_SCALE - scale), times);
  }

  public ExponentialCounts value() {
    return buckets.snapshot();
  }
}
