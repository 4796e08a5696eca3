package dev.toolwatch.otlp;

import static dev.toolwatch.wire.ProtobufReader.FIXED64;
import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.MAX_DEPTH;
import static dev.toolwatch.wire.ProtobufReader.VARINT;

import dev.toolwatch.signal.AttributeDigest;
import dev.toolwatch.signal.Attributes;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;

/** Reads attributes in protobuf (opentelemetry-proto, common.proto). */
final class ProtobufAttributes {
  private static final int KEY_VALUE_KEY = 1 << 3 | LENGTH;
  private static final int KEY_VALUE_VALUE = 2 << 3 | LENGTH;
  private static final int VALUE_STRING = 1 << 3 | LENGTH;
  private static final int VALUE_BOOL = 2 << 3 | VARINT;
  private static final int VALUE_INT = 3 << 3 | VARINT;
  private static final int VALUE_DOUBLE = 4 << 3 | FIXED64;
  private static final int VALUE_ARRAY = 5 << 3 | LENGTH;
  private static final int VALUE_MAP = 6 << 3 | LENGTH;
  private static final int VALUE_BYTES = 7 << 3 | LENGTH;
  private static final int LIST_VALUES = 1 << 3 | LENGTH;

  /** In bytes: a length, an empty key and a value of two bytes. */
  private static final int SHORTEST = 7;

  private final ProtobufReader in;
  private final KeyValue read = new KeyValue();

  ProtobufAttributes(ProtobufReader in) {
    this.in = in;
  }

  /** Reads the KeyValue at the current position. */
  void keyValue(Attributes into) throws MalformedException {
    if (!plain(into)) {
      read();
      read.keep(into);
    }
  }

  /**
   * Reads a KeyValue in the form that every SDK writes: the key, then a value with one field, in
   * less than 128 bytes, so that each length is a single byte. Such attributes are most of a
   * request, so this path checks them in place and in one go.
   *
   * @return false if the KeyValue has another form; nothing has then been read
   */
  private boolean plain(Attributes into) {
    byte[] bytes = in.bytes();
    int start = in.position();
    if (in.limit() - start < SHORTEST || bytes[start + 1] != KEY_VALUE_KEY) {
      return false;
    }
    int end = start + 1 + bytes[start];
    int keyLength = bytes[start + 2];
    int value = start + 3 + keyLength;
    boolean whole =
        end <= in.limit()
            && keyLength >= 0
            && end - value >= 4
            && bytes[value] == KEY_VALUE_VALUE
            && bytes[value + 1] == end - value - 2;
    if (!whole) {
      return false;
    }
    int content = value + 3;
    int tag = bytes[content - 1];
    if (tag == VALUE_STRING) {
      if (bytes[content] != end - content - 1) {
        return false;
      }
      int id = into.find(bytes, start + 3, keyLength);
      if (id >= 0) {
        into.putText(id, bytes, content + 1, end - content - 1);
      }
    } else if ((tag == VALUE_INT || tag == VALUE_BOOL) && end == content + 1) {
      int number = bytes[content];
      if (number < 0) {
        return false;
      }
      int id = into.find(bytes, start + 3, keyLength);
      if (id >= 0) {
        putNumber(into, id, tag, number);
      }
    } else {
      return false;
    }
    in.advance(end - start);
    return true;
  }

  private static void putNumber(Attributes into, int id, int tag, int number) {
    if (tag == VALUE_INT) {
      into.putLong(id, number);
    } else {
      into.putBool(id, number != 0);
    }
  }

  /** Reads the KeyValue at the current position and adds it to a digest as well. */
  void keyValue(Attributes into, AttributeDigest digest) throws MalformedException {
    digest(digest);
    read.keep(into);
  }

  /** Adds the KeyValue at the current position to a digest only. */
  void digest(AttributeDigest digest) throws MalformedException {
    read();
    read.addTo(digest);
  }

  private void read() throws MalformedException {
    int outer = in.enter();
    read.clear();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case KEY_VALUE_KEY -> in.text(read.key);
        case KEY_VALUE_VALUE -> {
          int keyValue = in.enter();
          value(0);
          in.leave(keyValue);
        }
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
  }

  /** Reads an AnyValue. If several fields of its oneof are set, the last one counts. */
  private void value(int depth) throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case VALUE_STRING -> {
          in.text(read.text);
          read.setText();
        }
        case VALUE_BOOL -> read.setBool(in.varint() != 0);
        case VALUE_INT -> read.setLong(in.varint());
        case VALUE_DOUBLE -> read.setDouble(in.fixed64());
        case VALUE_ARRAY -> composite(depth, false);
        case VALUE_MAP -> composite(depth, true);
        case VALUE_BYTES -> {
          in.text(read.text);
          read.setOther();
        }
        default -> in.skip(tag);
      }
    }
  }

  /** Checks that an ArrayValue or a KeyValueList is well-formed. Its content is not kept. */
  private void composite(int depth, boolean map) throws MalformedException {
    if (depth == MAX_DEPTH) {
      throw MalformedException.at(in.position(), "values are nested deeper than " + MAX_DEPTH);
    }
    int outer = in.enter();
    int start = in.position();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == LIST_VALUES) {
        int list = in.enter();
        if (map) {
          mapEntry(depth + 1);
        } else {
          value(depth + 1);
        }
        in.leave(list);
      } else {
        in.skip(tag);
      }
    }
    read.text.set(in.bytes(), start, in.limit() - start);
    read.setOther();
    in.leave(outer);
  }

  private void mapEntry(int depth) throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == KEY_VALUE_VALUE) {
        int outer = in.enter();
        value(depth);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }
}
