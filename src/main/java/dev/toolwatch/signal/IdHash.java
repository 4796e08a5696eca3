package dev.toolwatch.signal;

import java.security.SecureRandom;

/**
 * Hashes of the ids of traces and spans, by secrets of this process, so that senders cannot choose
 * ids that collide. Two ids share a hash only as often as random numbers do. Pure functions.
 */
public final class IdHash {
  private static final long[] SECRETS = new SecureRandom().longs(3).toArray();

  private IdHash() {}

  /** The hash of a trace's id. */
  public static long of(long traceHigh, long traceLow) {
    return folded(traceHigh ^ SECRETS[0], traceLow ^ SECRETS[1]);
  }

  /** The hash of a span's ids. */
  public static long of(long traceHigh, long traceLow, long spanId) {
    return folded(of(traceHigh, traceLow), spanId ^ SECRETS[2]);
  }

  /** Both halves of the 128-bit product, combined by XOR. */
  private static long folded(long a, long b) {
    return Math.multiplyHigh(a, b) ^ a * b;
  }
}
