package dev.toolwatch.mcp;

import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;

/** Copies of the bytes of spans that have to outlive their request. Not thread-safe. */
final class RawSpans {
  /** Kept between uses. */
  private static final int KEPT_BYTES = 256 * 1024;

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int length;

  /** Copies what a slice shows and points the slice at the copy. Valid until {@link #clear}. */
  void copy(Slice span) {
    int at = copy(span.body(), span.from(), span.length());
    span.set(bytes, at, at + span.length());
  }

  /** The same for a text. */
  void copy(Text text) {
    int at = copy(text.bytes(), text.offset(), text.length());
    text.set(bytes, at, text.length());
  }

  private int copy(byte[] source, int from, int count) {
    if (bytes.length - length < count) {
      // Earlier copies stay in the array that they are in.
      bytes = new byte[Math.max(count, Math.min(Math.max(1024, 2 * length), KEPT_BYTES))];
      length = 0;
    }
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return length - count;
  }

  void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = NOTHING;
    }
  }
}
