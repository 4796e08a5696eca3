package dev.toolwatch.otlp;

import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import dev.toolwatch.wire.Text;

/**
 * A pull parser for JSON (RFC 8259) that reads from an array in place. Limits the nesting depth.
 * Not thread-safe.
 */
final class JsonReader extends JsonScanner {
  /**
   * The attributes of an OTLP span are eleven levels deep, and each level of a nested value adds
   * four. This limit lets values nest as deep as {@link ProtobufReader#MAX_DEPTH} allows.
   */
  static final int MAX_DEPTH = 16 + 4 * ProtobufReader.MAX_DEPTH;

  private int depth;

  /** Whether no member has been read yet of the object or array at each depth. */
  private final boolean[] first = new boolean[MAX_DEPTH + 1];

  /** The key that {@link #nextField} has read. */
  private final Text key = new Text();

  private final Text scratch = new Text();

  void reset(byte[] source, int from, int to) {
    open(source, from, to);
    depth = 0;
  }

  Text key() {
    return key;
  }

  int depth() {
    return depth;
  }

  /** Goes back to the start of an object, before its first member. */
  void rewind(int start, int objectDepth) {
    position = start;
    depth = objectDepth;
    first[depth] = true;
  }

  /** Where the next value begins. */
  int start() throws MalformedException {
    peek();
    return position;
  }

  /**
   * Where an object of this body ends, or the end of the body if the object is truncated. Does not
   * move this reader.
   *
   * @param start the index of the object's opening brace
   */
  int endOfObject(int start) {
    JsonReader ahead = new JsonReader();
    ahead.reset(bytes, start, end);
    try {
      ahead.skipValue();
      return ahead.position;
    } catch (MalformedException e) {
      return end;
    }
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
      throw fault("JSON is nested deeper than " + MAX_DEPTH);
    }
    position++;
    first[++depth] = true;
  }

  /** Reads the next key, or the end of the object. */
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
   * Goes to the value of the current object's next field that has the given name and is not null.
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

  /** Whether the array has another element. If not, reads the end of the array. */
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

  /** Reads a null if there is one here: in ProtoJSON, null means that the field is absent. */
  boolean isNull() throws MalformedException {
    if (peek() != 'n') {
      return false;
    }
    literal("null");
    return true;
  }

  boolean bool() throws MalformedException {
    if (peek() == 't') {
      literal("true");
      return true;
    }
    literal("false");
    return false;
  }

  /** Reads an enum: OTLP/JSON writes enums as integers only. */
  int enumNumber() throws MalformedException {
    if (isString()) {
      throw fault("an enum must be an integer, not its name");
    }
    return (int) signed();
  }

  /** Reads a signed 64-bit integer, written as a number or a string (ProtoJSON). */
  long signed() throws MalformedException {
    return integer(false);
  }

  /** Reads an unsigned 64-bit integer, written as a number or a string. */
  long unsigned() throws MalformedException {
    return integer(true);
  }

  private long integer(boolean unsigned) throws MalformedException {
    int start = position;
    scalar();
    return JsonNumber.integer(scratch, unsigned, start);
  }

  /** Reads a double, written as a number or a string, including NaN and Infinity (ProtoJSON). */
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

  /** Skips a number, following the grammar of RFC 8259, section 6. */
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

  /** Skips any value and checks that it is well-formed. The recursion is limited by MAX_DEPTH. */
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

  /** Skips any value, as {@link #skipValue()} does, and points a text at it. */
  void skipValue(Text passed) throws MalformedException {
    peek();
    int start = position;
    skipValue();
    passed.set(bytes, start, position - start);
  }

  /** Checks that only white space follows the body's single value. */
  void endOfBody() throws MalformedException {
    skipWhitespace();
    if (position < end) {
      throw fault("unexpected text after the end");
    }
  }
}
