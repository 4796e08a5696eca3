package dev.toolwatch.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Stretches of bytes, eight at a time. Most names are shorter than what it costs to ask {@code
 * Arrays.equals}, which checks, calls and begins anew, above all in a native executable.
 */
public final class Bytes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private Bytes() {}

  /** Eight bytes from a position on, the first one lowest. */
  public static long word(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** Whether two stretches of one length hold the same; both have to lie within their arrays. */
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

  /** A hash of a stretch; not one that withstands who looks for collisions. */
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
