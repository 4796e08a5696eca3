package dev.toolwatch.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * A growing byte array with a limit. If there is a drain, the content is moved to it in blocks. Not
 * thread-safe.
 */
public final class ByteSink extends OutputStream {
  /** The least number of bytes that is worth draining. */
  private static final int BLOCK = 64 * 1024;

  private final int limit;

  /** Null if everything stays in the array. */
  private final OutputStream drain;

  private byte[] bytes;
  private int length;
  private int drained;

  /**
   * A sink of at most {@code limit} bytes.
   *
   * @param expected the initial capacity in bytes
   */
  public ByteSink(int expected, int limit) {
    this(expected, limit, null);
  }

  /**
   * A sink of at most {@code limit} bytes in total, which it moves to a drain.
   *
   * @param expected the expected number of bytes between two calls of {@link #drain}
   */
  public ByteSink(int expected, int limit, OutputStream drain) {
    this.limit = limit;
    this.drain = drain;
    this.bytes = new byte[Math.min(Math.max(expected, 64), limit)];
  }

  /** The number of bytes in the array. Does not include drained bytes. */
  public int length() {
    return length;
  }

  /** Forgets the content of the array. */
  public void clear() {
    length = 0;
  }

  /** Forgets the content, and the array if it is larger than so many bytes. */
  public void reset(int most) {
    length = 0;
    if (bytes.length > most) {
      bytes = new byte[Math.min(most, limit)];
    }
  }

  /** Declares the content final, so that it may be drained. */
  public void settle() {
    if (drain != null && length >= BLOCK) {
      drain();
    }
  }

  /** Moves the whole content to the drain. */
  public void drain() {
    try {
      drain.write(bytes, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to the drain", e);
    }
    drained += length;
    length = 0;
  }

  /** The array. Its first {@link #length()} bytes are the content. */
  public byte[] array() {
    return bytes;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public void write(int b) {
    room(1);
    bytes[length++] = (byte) b;
  }

  @Override
  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  @Override
  public void write(byte[] source, int from, int count) {
    room(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  /** Appends a copy of a part of the content. */
  public void repeat(int from, int count) {
    room(count);
    System.arraycopy(bytes, from, bytes, length, count);
    length += count;
  }

  /** Moves everything from {@code at} on back by {@code count} bytes. The gap is left undefined. */
  public void insert(int at, int count) {
    room(count);
    System.arraycopy(bytes, at, bytes, at + count, length - at);
    length += count;
  }

  public void set(int at, int b) {
    bytes[at] = (byte) b;
  }

  public void utf8(String text) {
    room(3 * text.length()); // no char takes more; a surrogate pair takes 4 bytes
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else {
        i += encode(text, i);
      }
    }
  }

  public void decimal(long value) {
    if (value < 0) {
      utf8(Long.toString(value));
      return;
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    room(digits);
    length += digits;
    int at = length;
    long rest = value;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
  }

  /**
   * Writes a character that is not ASCII into room already reserved. Returns the number of chars
   * consumed beyond the first.
   */
  private int encode(String text, int index) {
    char c = text.charAt(index);
    if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | (c >> 6));
      bytes[length++] = (byte) (0x80 | (c & 0x3f));
      return 0;
    }
    if (!Character.isSurrogate(c)) {
      bytes[length++] = (byte) (0xe0 | (c >> 12));
      bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
      bytes[length++] = (byte) (0x80 | (c & 0x3f));
      return 0;
    }
    int codePoint = text.codePointAt(index);
    if (codePoint == c || Character.isLowSurrogate(c)) {
      bytes[length++] = '?'; // a lone surrogate: Prometheus refuses invalid UTF-8
      return 0;
    }
    bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
    return 1;
  }

  private void room(int count) {
    if (count <= bytes.length - length && count <= limit - drained - length) {
      return;
    }
    long wanted = (long) length + count;
    if (drained + wanted > limit) {
      throw new ByteLimitException(limit);
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(wanted, 2L * bytes.length)));
  }
}
