package dev.toolwatch.otlp;

import java.util.Arrays;

/**
 * An array that is used again for request after request, doubles while one needs more, and is given
 * back after an unusually large one. Not thread-safe.
 */
final class ScratchBuffer {
  private static final int INITIAL = 64 * 1024;

  /** What is kept between requests, in bytes: more than a full batch of an SDK needs. */
  static final int KEPT = 8 * 1024 * 1024;

  private byte[] bytes = new byte[INITIAL];

  byte[] bytes() {
    return bytes;
  }

  /** The array, with what it holds, and room for at least one byte from {@code used} on. */
  byte[] roomFor(int used, int limit) {
    if (used == bytes.length) {
      // One byte over the limit shows that it is exceeded.
      long doubled = Math.min(bytes.length * 2L, limit + 1L);
      bytes = Arrays.copyOf(bytes, (int) Math.max(doubled, used + 1L));
    }
    return bytes;
  }

  /** The array with room for so many bytes; what it held is lost. */
  byte[] ofSize(int size) {
    if (bytes.length < size) {
      bytes = new byte[Math.max(size, (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8))];
    }
    return bytes;
  }

  /** The request is done with. */
  void trim() {
    if (bytes.length > KEPT) {
      bytes = new byte[INITIAL];
    }
  }
}
