package dev.toolwatch.otlp;

import java.util.Arrays;

/**
 * An array that is reused for each request. It doubles when a request needs more, and an unusually
 * large one is released afterwards. Not thread-safe.
 */
final class ScratchBuffer {
  private static final int INITIAL = 64 * 1024;

  /** The largest array kept between requests, in bytes. Fits more than a full batch of an SDK. */
  static final int KEPT = 8 * 1024 * 1024;

  private byte[] bytes = new byte[INITIAL];

  byte[] bytes() {
    return bytes;
  }

  /** The array with its content, and room for at least one byte at index {@code used}. */
  byte[] roomFor(int used, int limit) {
    if (used == bytes.length) {
      // One byte over the limit shows that it is exceeded.
      long doubled = Math.min(bytes.length * 2L, limit + 1L);
      bytes = Arrays.copyOf(bytes, (int) Math.max(doubled, used + 1L));
    }
    return bytes;
  }

  /** The array with room for the given number of bytes. Its content is lost. */
  byte[] ofSize(int size) {
    if (bytes.length < size) {
      bytes = new byte[Math.max(size, (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8))];
    }
    return bytes;
  }

  /** Must be called when a request is finished. Releases an unusually large array. */
  void trim() {
    if (bytes.length > KEPT) {
      bytes = new byte[INITIAL];
    }
  }
}
