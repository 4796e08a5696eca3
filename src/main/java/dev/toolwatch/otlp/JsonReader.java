package dev.toolwatch.otlp;

import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import dev.toolwatch.wire.Text;

/**
 * Pulls JSON (RFC 8259) out of an array in place. Nesting is bounded. Not thread-safe.
 */
final class JsonReader extends JsonScanner {
  /**
   * An OTLP span's attribute stands eleven levels deep and each level of a nested value takes four:
   * this lets values nest as deep as {@link ProtobufReader#MAX_DEPTH} allows.
   */
  static final int MAX_DEPTH = 16 + 4 * ProtobufReader.MAX_DEPTH;

  private int depth;

  /** Whether the object or array at a depth has shown no member yet. */
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

  /** Goes back to just after the beginning of an object, when no member has been read. */
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
   * Where an object ends of the body that is being read; the end of the body if it is cut short. Does
   * not change where this reader is.
   *
   * @param start the index of the object's brace
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

  /** White space may follow the one value of a body, nothing else. */
  void endOfBody() throws MalformedException {
    skipWhitespace();
    if (position < end) {
      throw fault("unexpected text after the end");
    }
  }
}
