package dev.toolwatch.signal;

import java.security.SecureRandom;

/**
 * Hashes of the ids of traces and spans, by secrets, so that senders cannot choose ids that collide.
 * Two ids share a hash only as often as random numbers do. Immutable.
 */
public final class IdHash {
  private static final IdHash OF_THIS_PROCESS = random();

  private final long first;
  private final long second;
  private final long third;

  /** The hash that these secrets make. */
  public IdHash(long first, long second, long third) {
    this.first = first;
    this.second = second;
    this.third = third;
  }

  private static IdHash random() {
    SecureRandom random = new SecureRandom();
    return new IdHash(random.nextLong(), random.nextLong(), random.nextLong());
  }

  /** The one whose secrets end with this process. */
  public static IdHash ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /** The secrets, for whoever keeps hashes for another process. */
  public long[] secrets() {
    return new long[] {first, second, third};
  }

  /** The hash of a trace's id. */
  public static long of(long traceHigh, long traceLow) {
    return OF_THIS_PROCESS.trace(traceHigh, traceLow);
  }

  private long trace(long traceHigh, long traceLow) {
    return folded(traceHigh ^ first, traceLow ^ second);
  }

  /** The hash of a span's ids. */
  public long span(long traceHigh, long traceLow, long spanId) {
    return folded(trace(traceHigh, traceLow), spanId ^ third);
  }

  /** Both halves of the 128-bit product, combined by XOR. */
  private static long folded(long a, long b) {
    return Math.multiplyHigh(a, b) ^ a * b;
  }
}
