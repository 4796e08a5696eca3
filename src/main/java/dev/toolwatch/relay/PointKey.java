package dev.toolwatch.relay;

import java.util.Arrays;

/**
 * Bytes of a request by which something is found again: a resource, or the scope and attributes of
 * a target's point. Comparable, so that maps stay fast where keys were chosen to have the same hash.
 */
final class PointKey implements Comparable<PointKey> {
  private int target;
  private byte[] bytes;
  private int from;
  private int to;
  private int hash;

  /** Sets this key for a look-up. It refers to the bytes. */
  PointKey set(int ofTarget, byte[] sent, int start, int end) {
    target = ofTarget;
    bytes = sent;
    from = start;
    to = end;
    int mixed = target;
    for (int i = from; i < to; i++) {
      mixed = 31 * mixed + bytes[i];
    }
    hash = mixed;
    return this;
  }

  /** A key of its own, to be kept. */
  PointKey copy() {
    byte[] own = Arrays.copyOfRange(bytes, from, to);
    return new PointKey().set(target, own, 0, own.length);
  }

  /** Roughly the memory that it takes in a map, in bytes. */
  int bytes() {
    return 120 + to - from;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof PointKey other && hash == other.hash && compareTo(other) == 0;
  }

  @Override
  public int compareTo(PointKey other) {
    int byTarget = Integer.compare(target, other.target);
    return byTarget != 0
        ? byTarget
        : Arrays.compare(bytes, from, to, other.bytes, other.from, other.to);
  }
}
