package dev.toolwatch.wire;

/**
 * A range of bytes of a request: a message as it was received. Valid until the request is done. To
 * keep it longer, copy the bytes. Reused. Not thread-safe.
 */
public final class Slice {
  private static final byte[] NOTHING = {};

  private byte[] body = NOTHING;
  private int from;
  private int to;

  /** Points this slice at other bytes, which are not copied. */
  public void set(byte[] bytes, int start, int end) {
    body = bytes;
    from = start;
    to = end;
  }

  /** Forgets the bytes and shows only where they were. */
  public void setPosition(int start, int end) {
    set(NOTHING, start, end);
  }

  public void clear() {
    set(NOTHING, 0, 0);
  }

  public byte[] body() {
    return body;
  }

  /** The index of the first byte. */
  public int from() {
    return from;
  }

  /** The index after the last byte. */
  public int to() {
    return to;
  }

  public int length() {
    return to - from;
  }
}
