package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Text;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Scans the strings, words and white space of JSON (RFC 8259) for {@link JsonReader}. Strings
 * without escapes are read in place. Strings with escapes are unescaped into space after the body,
 * which never exceeds the body's size. Not thread-safe.
 */
abstract class JsonScanner {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  byte[] bytes = {};
  int position;
  int end;
  private int unescaped;

  final void open(byte[] source, int from, int to) {
    bytes = source;
    position = from;
    end = to;
    unescaped = to;
  }

  final byte[] bytes() {
    return bytes;
  }

  final int position() {
    return position;
  }

  final boolean isString() throws MalformedException {
    return peek() == '"';
  }

  final void string(Text into) throws MalformedException {
    if (peek() != '"') {
      throw fault("expected a string");
    }
    int start = ++position;
    position = plainEnd(start);
    if (position == end) {
      throw fault("string is truncated");
    }
    switch (bytes[position]) {
      case '"' -> {
        into.set(bytes, start, position - start);
        position++;
      }
      case '\\' -> unescape(start, into);
      default -> throw fault("control character in a string");
    }
  }

  /**
   * Finds the first quote, backslash or control character from a position within a string on, or
   * else the end of the body. Checks eight bytes at a time: a subtraction that borrows sets a
   * byte's high bit. Borrows can set the bits of later bytes too, but the lowest bit set is always
   * a real hit.
   */
  private int plainEnd(int from) {
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at);
      long quote = word ^ QUOTES;
      long backslash = word ^ BACKSLASHES;
      long hits =
          ((quote - ONES & ~quote) | (backslash - ONES & ~backslash) | (word - SPACES & ~word))
              & HIGH_BITS;
      if (hits != 0) {
        return at + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
    }
    while (at < end && bytes[at] != '"' && bytes[at] != '\\' && (bytes[at] & 0xe0) != 0) {
      at++;
    }
    return at;
  }

  private void unescape(int start, Text into) throws MalformedException {
    int from = unescaped;
    reserve(position - start);
    System.arraycopy(bytes, start, bytes, unescaped, position - start);
    unescaped += position - start;
    while (position < end) {
      byte next = bytes[position++];
      if (next == '"') {
        into.set(bytes, from, unescaped - from);
        return;
      }
      reserve(4);
      if (next == '\\') {
        escape();
      } else if (next >= 0 && next < 0x20) {
        throw fault("control character in a string");
      } else {
        bytes[unescaped++] = next;
      }
    }
    throw fault("string is truncated");
  }

  /** Makes room after the body. Texts read earlier keep referring to the old array. */
  private void reserve(int count) {
    if (bytes.length - unescaped < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, unescaped + count));
    }
  }

  private void escape() throws MalformedException {
    int next = position < end ? bytes[position++] : -1;
    switch (next) {
      case '"', '\\', '/' -> bytes[unescaped++] = (byte) next;
      case 'b' -> bytes[unescaped++] = '\b';
      case 'f' -> bytes[unescaped++] = '\f';
      case 'n' -> bytes[unescaped++] = '\n';
      case 'r' -> bytes[unescaped++] = '\r';
      case 't' -> bytes[unescaped++] = '\t';
      case 'u' -> utf8(codePoint());
      default -> throw fault("unknown escape in a string");
    }
  }

  private int codePoint() throws MalformedException {
    int unit = hex4();
    if (!Character.isSurrogate((char) unit)) {
      return unit;
    }
    boolean pairFollows =
        Character.isHighSurrogate((char) unit)
            && end - position >= 6
            && bytes[position] == '\\'
            && bytes[position + 1] == 'u';
    if (pairFollows) {
      position += 2;
      int low = hex4();
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) unit, (char) low);
      }
      position -= 6;
    }
    return 0xFFFD; // a lone surrogate has no UTF-8 form
  }

  private int hex4() throws MalformedException {
    if (end - position < 4) {
      throw fault("escape is truncated");
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(bytes[position++], 16);
      if (digit < 0) {
        throw fault("escape is not hexadecimal");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private void utf8(int codePoint) {
    if (codePoint < 0x80) {
      bytes[unescaped++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      bytes[unescaped++] = (byte) (0xC0 | codePoint >> 6);
      continuation(codePoint);
    } else if (codePoint < 0x10000) {
      bytes[unescaped++] = (byte) (0xE0 | codePoint >> 12);
      continuation(codePoint >> 6);
      continuation(codePoint);
    } else {
      bytes[unescaped++] = (byte) (0xF0 | codePoint >> 18);
      continuation(codePoint >> 12);
      continuation(codePoint >> 6);
      continuation(codePoint);
    }
  }

  private void continuation(int bits) {
    bytes[unescaped++] = (byte) (0x80 | bits & 0x3F);
  }

  final void skipString() throws MalformedException {
    if (peek() != '"') {
      throw fault("expected a string");
    }
    position++;
    int mark = unescaped;
    for (position = plainEnd(position); position < end; position = plainEnd(position)) {
      byte next = bytes[position++];
      if (next == '"') {
        return;
      }
      if (next != '\\') {
        throw fault("control character in a string");
      }
      reserve(4);
      escape();
      unescaped = mark;
    }
    throw fault("string is truncated");
  }

  final void literal(String word) throws MalformedException {
    int length = word.length();
    if (end - position < length || !word.equals(new String(bytes, position, length, US_ASCII))) {
      throw fault("expected a value");
    }
    position += length;
  }

  /** The next byte that is not white space. */
  final int peek() throws MalformedException {
    skipWhitespace();
    if (position == end) {
      throw fault("JSON is truncated");
    }
    return bytes[position];
  }

  final void skipWhitespace() {
    while (position < end) {
      byte next = bytes[position];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return;
      }
      position++;
    }
  }

  final MalformedException fault(String problem) {
    return MalformedException.at(position, problem);
  }
}
