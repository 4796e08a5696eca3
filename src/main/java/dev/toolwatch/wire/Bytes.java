package dev.toolwatch.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Compares and hashes ranges of bytes, eight at a time. Most names are so short that {@code
 * Arrays.equals} would cost more in checks and calls than in comparing, above all in a native
 * executable.
 */
public final class Bytes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private Bytes() {}

  /** The eight bytes at a position. The first byte is the lowest. */
  public static long word(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** Whether two ranges of the same length are equal. Both must lie within their arrays. */
  public static boolean same(byte[] one, int oneFrom, byte[] other, int otherFrom, int length) {
    if (length < Long.BYTES) {
      for (int i = 0; i < length; i++) {
        if (one[oneFrom + i] != other[otherFrom + i]) {
          return false;
        }
      }
      return true;
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if (word(one, oneFrom + i) != word(other, otherFrom + i)) {
        return false;
      }
    }
    return word(one, oneFrom + last) == word(other, otherFrom + last);
  }

  /** A hash of a range. Not resistant to deliberate collisions. */
  public static int hash(byte[] bytes, int offset, int length) {
    long hash;
    if (length < Long.BYTES) {
      hash = packed(bytes, offset, length) << 8 | length;
    } else {
      int last = offset + length - Long.BYTES;
      hash = length;
      for (int at = offset; at < last; at += Long.BYTES) {
        hash = (hash ^ word(bytes, at)) * FACTOR;
        hash ^= hash >>> 32;
      }
      hash ^= word(bytes, last);
    }
    hash *= FACTOR;
    return (int) (hash >>> 32) ^ (int) (hash >>> 48);
  }

  /** Up to seven bytes as one number. */
  public static long packed(byte[] bytes, int offset, int length) {
    long packed = 0;
    for (int i = 0; i < length; i++) {
      packed = packed << 8 | (bytes[offset + i] & 0xff);
    }
    return packed;
  }
}
