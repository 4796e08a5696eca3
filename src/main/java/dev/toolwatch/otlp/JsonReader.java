package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Text;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Pulls JSON (RFC 8259) out of an array in place. Strings without escapes are read where they
 * stand; those with escapes are unescaped behind the body, in room that never exceeds the body's
 * size. Nesting is bounded. Not thread-safe.
 */
final class JsonReader {
  /**
   * An OTLP span's attribute stands eleven levels deep and each level of a nested value takes four:
   * this lets values nest as deep as {@link ProtobufReader#MAX_DEPTH} allows.
   */
  static final int MAX_DEPTH = 16 + 4 * ProtobufReader.MAX_DEPTH;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private byte[] bytes = {};
  private int position;
  private int end;
  private int unescaped;
  private int depth;

  /** Whether the object or array at a depth has shown no member yet. */
  private final boolean[] first = new boolean[MAX_DEPTH + 1];

  /** The key that {@link #nextField} has read. */
  private final Text key = new Text();

  private final Text scratch = new Text();

  void reset(byte[] source, int from, int to) {
    bytes = source;
    position = from;
    end = to;
    unescaped = to;
    depth = 0;
  }

  Text key() {
    return key;
  }

  int position() {
    return position;
  }

  int depth() {
    return depth;
  }

  /** Goes back to just after the beginning of an object, when no member has been read. */
  void rewind(int start, int objectDepth) {
    position = start;
    depth = objectDepth;
    first[depth] = true;
  }

  void beginObject() throws MalformedException {
    begin('{');
  }

  void beginArray() throws MalformedException {
    begin('[');
  }

  private void begin(char bracket) throws MalformedException {
    if (peek() != bracket) {
      throw fault("expected '" + bracket + "'");
    }
    if (depth == MAX_DEPTH) {
      throw fault("JSON nests deeper than " + MAX_DEPTH);
    }
    position++;
    first[++depth] = true;
  }

  /** Reads the next key, or the object's end. */
  boolean nextField() throws MalformedException {
    if (!nextMember('}')) {
      return false;
    }
    string(key);
    if (peek() != ':') {
      throw fault("expected ':'");
    }
    position++;
    return true;
  }

  /**
   * Goes to the value of the next field of a name that is not null, in the object that is being read.
   *
   * @return false if there is none; the object has then been read to its end
   */
  boolean goTo(byte[] name) throws MalformedException {
    while (nextField()) {
      if (isNull()) {
        continue;
      }
      if (key.is(name)) {
        return true;
      }
      skipValue();
    }
    return false;
  }

  /** Whether another element follows in the array; reads the array's end if not. */
  boolean nextElement() throws MalformedException {
    return nextMember(']');
  }

  private boolean nextMember(char bracket) throws MalformedException {
    int next = peek();
    if (next == bracket) {
      position++;
      depth--;
      return false;
    }
    if (first[depth]) {
      first[depth] = false;
    } else if (next == ',') {
      position++;
    } else {
      throw fault("expected ',' or '" + bracket + "'");
    }
    return true;
  }

  /** Reads a null if one stands here: ProtoJSON takes it for the field's absence. */
  boolean isNull() throws MalformedException {
    if (peek() != 'n') {
      return false;
    }
    literal("null");
    return true;
  }

  boolean isString() throws MalformedException {
    return peek() == '"';
  }

  void string(Text into) throws MalformedException {
    if (peek() != '"') {
      throw fault("expected a string");
    }
    int start = ++position;
    position = plainEnd(start);
    if (position == end) {
      throw fault("string cut short");
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
   * Where the first quote, backslash or control character stands, from a position within a string on,
   * or the body's end. Eight bytes at a time: of each there is a high bit left where subtracting has
   * borrowed, at the first hit at the latest.
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
    throw fault("string cut short");
  }

  /** Room behind the body for more bytes; texts read before keep the array they point into. */
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
      throw fault("escape cut short");
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

  boolean bool() throws MalformedException {
    if (peek() == 't') {
      literal("true");
      return true;
    }
    literal("false");
    return false;
  }

  /** An enum: OTLP/JSON has them as integers only. */
  int enumNumber() throws MalformedException {
    if (isString()) {
      throw fault("an enum must be an integer, not its name");
    }
    return (int) signed();
  }

  /** A signed 64-bit integer, as a number or as a string (ProtoJSON). */
  long signed() throws MalformedException {
    return integer(false);
  }

  /** An unsigned 64-bit integer, as a number or as a string. */
  long unsigned() throws MalformedException {
    return integer(true);
  }

  private long integer(boolean unsigned) throws MalformedException {
    int start = position;
    scalar();
    return JsonNumber.integer(scratch, unsigned, start);
  }

  /** A double, as a number or as a string, NaN and Infinity among them (ProtoJSON). */
  double decimal() throws MalformedException {
    int start = position;
    scalar();
    return JsonNumber.decimal(scratch, start);
  }

  /** Reads a number, or a string that holds one, into the scratch text. */
  private void scalar() throws MalformedException {
    if (isString()) {
      string(scratch);
    } else {
      int start = position;
      number();
      scratch.set(bytes, start, position - start);
    }
  }

  /** Passes over a number by the grammar of RFC 8259, section 6. */
  private void number() throws MalformedException {
    if (at('-')) {
      position++;
    }
    if (at('0')) {
      position++;
    } else {
      digits();
    }
    if (at('.')) {
      position++;
      digits();
    }
    if (at('e') || at('E')) {
      position++;
      if (at('+') || at('-')) {
        position++;
      }
      digits();
    }
  }

  private void digits() throws MalformedException {
    int start = position;
    while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
      position++;
    }
    if (position == start) {
      throw fault("expected a value");
    }
  }

  private boolean at(char wanted) {
    return position < end && bytes[position] == wanted;
  }

  /** Passes over any value, checking that it is well-formed. Recursion ends at MAX_DEPTH. */
  void skipValue() throws MalformedException {
    switch (peek()) {
      case '{' -> {
        beginObject();
        while (nextMember('}')) {
          skipString();
          if (peek() != ':') {
            throw fault("expected ':'");
          }
          position++;
          skipValue();
        }
      }
      case '[' -> {
        beginArray();
        while (nextMember(']')) {
          skipValue();
        }
      }
      case '"' -> skipString();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  /** The same, and points a text at what was passed over. */
  void skipValue(Text passed) throws MalformedException {
    peek();
    int start = position;
    skipValue();
    passed.set(bytes, start, position - start);
  }

  private void skipString() throws MalformedException {
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
    throw fault("string cut short");
  }

  /** White space may follow the one value of a body, nothing else. */
  void endOfBody() throws MalformedException {
    skipWhitespace();
    if (position < end) {
      throw fault("unexpected text after the end");
    }
  }

  private void literal(String word) throws MalformedException {
    int length = word.length();
    if (end - position < length || !word.equals(new String(bytes, position, length, US_ASCII))) {
      throw fault("expected a value");
    }
    position += length;
  }

  /** The next byte that is no white space. */
  private int peek() throws MalformedException {
    skipWhitespace();
    if (position == end) {
      throw fault("JSON cut short");
    }
    return bytes[position];
  }

  private void skipWhitespace() {
    while (position < end) {
      byte next = bytes[position];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return;
      }
      position++;
    }
  }

  private MalformedException fault(String problem) {
    return MalformedException.at(position, problem);
  }
}
