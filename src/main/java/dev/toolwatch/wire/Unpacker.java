package dev.toolwatch.wire;

import java.util.Arrays;

/**
 * Reads what {@link Packer} wrote. Every method throws an {@link IllegalArgumentException} if the
 * bytes end too early. Not thread-safe.
 */
public final class Unpacker {
  /** Receives the buckets of a histogram, lowest first. */
  public interface BucketHandler {
    /** Adds a number of values to a bucket. */
    void add(int scale, int index, long count);

    /**
     * Checks a bucket before any of them is added.
     *
     * @throws IllegalArgumentException if no histogram has such a bucket
     */
    default void check(int scale, int index, long count) {}
  }

  private final byte[] bytes;
  private int at;

  public Unpacker(byte[] bytes) {
    this.bytes = bytes;
  }

  public long number() {
    // Most numbers are small.
    if (at < bytes.length && bytes[at] >= 0) {
      return bytes[at++];
    }
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = take();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number has more than 64 bits");
  }

  public long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  public long fixed() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      value |= (take() & 0xffL) << shift;
    }
    return value;
  }

  public double real() {
    return Double.longBitsToDouble(fixed());
  }

  /** Passes the buckets that are not empty to the handler: all of them, or none if they are malformed. */
  public void counts(BucketHandler handler) {
    int begin = at;
    read(handler::check);
    at = begin;
    read(handler);
  }

  private void read(BucketHandler handler) {
    int scale = index(signed());
    long next = index(signed());
    for (long left = number(); left > 0; left--) {
      int index = index(next + index(number()));
      handler.add(scale, index, number());
      next = (long) index + 1;
    }
  }

  private static int index(long number) {
    if (number != (int) number) {
      throw new IllegalArgumentException("a bucket index has more than 32 bits: " + number);
    }
    return (int) number;
  }

  /** The next bytes as they are. */
  public byte[] bytes(int size) {
    if (size < 0 || size > left()) {
      throw new IllegalArgumentException("%d bytes wanted, only %d left".formatted(size, left()));
    }
    at += size;
    return Arrays.copyOfRange(bytes, at - size, at);
  }

  /** The number of bytes that have not been read. */
  public int left() {
    return bytes.length - at;
  }

  private byte take() {
    if (at == bytes.length) {
      throw new IllegalArgumentException("data ends too early, after " + at + " bytes");
    }
    return bytes[at++];
  }
}
