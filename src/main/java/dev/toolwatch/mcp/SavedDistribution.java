package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.signal.Distribution;

/** Distributions as the memory of a log has them, without loss. */
final class SavedDistribution {
  private SavedDistribution() {}

  static void save(Distribution all, CheckpointWriter state) {
    state.number(all.isExponential() ? 1 : 0).real(all.unitsPerSecond()).number(all.count());
    state.number(all.hasSum() ? 1 : 0).real(all.sum());
    state.fixed(all.scale()).fixed(all.offset()).number(all.zeroCount()).real(all.zeroThreshold());
    state.number(all.boundCount());
    for (int i = 0; i < all.boundCount(); i++) {
      state.real(all.bound(i));
    }
    state.number(all.bucketCount());
    for (int i = 0; i < all.bucketCount(); i++) {
      state.number(all.bucket(i));
    }
  }

  static void restore(CheckpointReader state, Distribution into) {
    into.clear();
    into.exponential(state.atMost(1) == 1);
    into.unitsPerSecond(real(state));
    into.count(state.count());
    boolean hasSum = state.atMost(1) == 1;
    into.sum(hasSum ? real(state) : skipped(state));
    into.scale((int) state.fixed());
    into.offset((int) state.fixed());
    into.zeroCount(state.count());
    into.zeroThreshold(real(state));
    for (int left = state.size(); left > 0; left--) {
      into.addBound(real(state));
    }
    for (int left = state.size(); left > 0; left--) {
      into.addBucket(state.count());
    }
  }

  private static double real(CheckpointReader state) {
    return Double.longBitsToDouble(state.fixed());
  }

  /** What is no sum is not kept as one. */
  private static double skipped(CheckpointReader state) {
    double unused = real(state);
    return Double.NaN;
  }
}
