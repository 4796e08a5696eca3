package dev.toolwatch.signal;

/**
 * Takes numbers that are read only so that they are in the processor's cache when they are needed, for
 * every item of a batch before the work on the first one. Such reads do not depend on each other, so
 * that they wait for memory together; those of the work itself wait one after the other. Not
 * thread-safe.
 */
public final class Touched {
  private long sum;

  /** Takes a number, which means nothing. It keeps the compiler from leaving the read out. */
  public void add(long number) {
    sum += number;
  }

  @Override
  public String toString() {
    return Long.toHexString(sum);
  }
}
