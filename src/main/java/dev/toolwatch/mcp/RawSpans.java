package dev.toolwatch.mcp;

import dev.toolwatch.wire.Slice;

/** Copies of the bytes of spans that have to outlive their request. Not thread-safe. */
final class RawSpans {
  /** Kept between uses. */
  private static final int KEPT_BYTES = 256 * 1024;

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int length;

  /** Copies what a slice shows and points the slice at the copy. Valid until {@link #clear}. */
  void copy(Slice span) {
    if (bytes.length - length < span.length()) {
      // Earlier copies stay in the array that they are in.
      bytes = new byte[Math.max(span.length(), Math.min(Math.max(1024, 2 * length), KEPT_BYTES))];
      length = 0;
    }
    System.arraycopy(span.body(), span.from(), bytes, length, span.length());
    span.set(bytes, length, length + span.length());
    length += span.length();
  }

  void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = NOTHING;
    }
  }
}
