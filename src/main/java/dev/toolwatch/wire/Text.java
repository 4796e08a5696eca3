package dev.toolwatch.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A range of UTF-8 bytes in a request, read in place. Valid until the request is done. Not
 * validated as UTF-8. Not thread-safe.
 */
public final class Text {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int offset;
  private int length;

  /** Points this text at other bytes, which are not copied. */
  public void set(byte[] source, int from, int size) {
    bytes = source;
    offset = from;
    length = size;
  }

  public void set(Text other) {
    set(other.bytes, other.offset, other.length);
  }

  /** Points this text at a part of another text. Positions are bytes from the other's start. */
  public void setPart(Text other, int from, int size) {
    set(other.bytes, other.offset + from, size);
  }

  public void clear() {
    set(NOTHING, 0, 0);
  }

  public byte[] bytes() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  /** The length in bytes. */
  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public byte at(int index) {
    return bytes[offset + index];
  }

  public boolean is(byte[] other) {
    return length == other.length && Bytes.same(bytes, offset, other, 0, length);
  }

  public boolean startsWith(byte[] prefix) {
    return length >= prefix.length && Bytes.same(bytes, offset, prefix, 0, prefix.length);
  }

  public boolean endsWith(byte[] suffix) {
    int end = offset + length;
    return length >= suffix.length
        && Bytes.same(bytes, end - suffix.length, suffix, 0, suffix.length);
  }

  /** The first position at or after {@code from} that holds the byte, or -1. */
  public int indexOf(byte wanted, int from) {
    for (int i = from; i < length; i++) {
      if (bytes[offset + i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** The last position before {@code end} that holds the byte, or -1. */
  public int lastIndexOf(byte wanted, int end) {
    for (int i = end - 1; i >= 0; i--) {
      if (bytes[offset + i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The value, if the whole text is a decimal integer of at most 18 digits with an optional minus
   * sign; else {@code otherwise}.
   */
  public long asLong(long otherwise) {
    boolean negative = length > 0 && at(0) == '-';
    int first = negative ? 1 : 0;
    if (length == first || length - first > 18) {
      return otherwise;
    }
    long value = 0;
    for (int i = first; i < length; i++) {
      int digit = at(i) - '0';
      if (digit < 0 || digit > 9) {
        return otherwise;
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  /** Allocates a string. Malformed UTF-8 becomes U+FFFD. */
  @Override
  public String toString() {
    return new String(bytes, offset, length, UTF_8);
  }
}
