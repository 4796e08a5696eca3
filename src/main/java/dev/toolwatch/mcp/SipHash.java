package dev.toolwatch.mcp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012): a 64-bit hash that
 * nobody can predict or make collide without the key. Immutable and thread-safe.
 */
final class SipHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long key0;
  private final long key1;

  /** Takes the 16 bytes of the key as two little-endian numbers, the first eight bytes first. */
  SipHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  long of(byte[] bytes, int offset, int length) {
    long v0 = key0 ^ 0x736f6d6570736575L;
    long v1 = key1 ^ 0x646f72616e646f6dL;
    long v2 = key0 ^ 0x6c7967656e657261L;
    long v3 = key1 ^ 0x7465646279746573L;
    int words = length >>> 3;
    // The whole words, then the remaining bytes with the length on top, then the finalisation.
    for (int step = 0; step <= words + 1; step++) {
      boolean last = step > words;
      long word = 0;
      if (step < words) {
        word = (long) LONGS.get(bytes, offset + step * 8);
      } else if (last) {
        v2 ^= 0xff;
      } else {
        word = rest(bytes, offset + words * 8, offset + length) | (long) length << 56;
      }
      v3 ^= word;
      for (int round = last ? 4 : 2; round > 0; round--) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private static long rest(byte[] bytes, int from, int to) {
    long rest = 0;
    for (int at = to - 1; at >= from; at--) {
      rest = rest << 8 | (bytes[at] & 0xff);
    }
    return rest;
  }
}
