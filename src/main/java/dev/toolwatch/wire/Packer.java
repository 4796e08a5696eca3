package dev.toolwatch.wire;

import java.util.Arrays;

/**
 * Writes numbers in as few bytes as they need, seven bits per byte as in protobuf. Not thread-safe.
 */
public final class Packer {
  private byte[] bytes = new byte[64];
  private int size;

  /** Writes a number of at least 0. A negative number takes ten bytes. */
  public Packer number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      put((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    put((int) rest);
    return this;
  }

  /** Writes a number of either sign. Numbers near zero are short. */
  public Packer signed(long value) {
    return number(value << 1 ^ value >> 63);
  }

  /** Writes all eight bytes, the lowest first. */
  public Packer fixed(long value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      put((int) (value >>> shift));
    }
    return this;
  }

  public Packer real(double value) {
    return fixed(Double.doubleToRawLongBits(value));
  }

  /** Writes the bytes as they are. The reader must know how many there are. */
  public Packer bytes(byte[] some) {
    reserve(some.length);
    System.arraycopy(some, 0, bytes, size, some.length);
    size += some.length;
    return this;
  }

  private void put(int oneByte) {
    reserve(1);
    bytes[size++] = (byte) oneByte;
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
