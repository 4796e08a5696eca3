package dev.toolwatch.sketch;

import dev.toolwatch.wire.Unpacker;

/** Sums up counts of any scale. Can be used again and again. Not thread-safe. */
public final class ExponentialSum implements Unpacker.BucketHandler {
  /** It does not live long: all room at once is less than what growing would leave behind. */
  private final ExponentialBuckets buckets = new ExponentialBuckets(ExponentialCounts.MAX_BUCKETS);

  @Override
  public void add(int scale, int index, long times) {
    buckets.coarsen(scale);
    // Any of the finest buckets inside this one will do: they can no longer be told apart.
    buckets.recordAt(index << (ExponentialCounts.MAX_SCALE - scale), times);
  }

  @Override
  public void check(int scale, int index, long times) {
    ExponentialCounts.check(scale, index, times);
  }

  /** Forgets all counts. Keeps memory that was needed for them. */
  public void clear() {
    buckets.clear();
  }

  public ExponentialCounts value() {
    return buckets.snapshot();
  }
}
