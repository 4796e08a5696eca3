package dev.toolwatch.otlp;

import static dev.toolwatch.otlp.ProtobufReader.FIXED64;
import static dev.toolwatch.otlp.ProtobufReader.LENGTH;
import static dev.toolwatch.otlp.ProtobufReader.MAX_DEPTH;
import static dev.toolwatch.otlp.ProtobufReader.VARINT;

import dev.toolwatch.signal.AttributeDigest;
import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Text;

/** Reads the attributes of anything in protobuf (opentelemetry-proto, common.proto). */
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

  private final ProtobufReader in;
  private final Text key = new Text();

  /** The text, bytes, list or map that the value is. */
  private final Text valueBytes = new Text();

  private Attributes.Type valueType = Attributes.Type.ABSENT;
  private long valueNumber;

  ProtobufAttributes(ProtobufReader in) {
    this.in = in;
  }

  /** Reads the KeyValue that stands here. */
  void keyValue(Attributes into) throws MalformedException {
    int outer = in.enter();
    key.clear();
    valueType = Attributes.Type.ABSENT;
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case KEY_VALUE_KEY -> in.text(key);
        case KEY_VALUE_VALUE -> {
          int keyValue = in.enter();
          value(0);
          in.leave(keyValue);
        }
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    int id = into.find(key.bytes(), key.offset(), key.length());
    if (id >= 0) {
      put(into, id);
    }
  }

  /** The same, and adds it to a digest. */
  void keyValue(Attributes into, AttributeDigest digest) throws MalformedException {
    keyValue(into);
    digest(digest);
  }

  private void put(Attributes into, int id) {
    switch (valueType) {
      case TEXT -> into.putText(id, valueBytes.bytes(), valueBytes.offset(), valueBytes.length());
      case BOOL -> into.putBool(id, valueNumber != 0);
      case LONG -> into.putLong(id, valueNumber);
      case DOUBLE -> into.putDouble(id, Double.longBitsToDouble(valueNumber));
      case OTHER -> into.putOther(id);
      case ABSENT -> into.remove(id);
    }
  }

  private void digest(AttributeDigest digest) {
    switch (valueType) {
      case TEXT, OTHER -> digest.add(key, valueType, valueBytes);
      case BOOL -> digest.add(key, valueType, valueNumber != 0 ? 1 : 0);
      case LONG, DOUBLE -> digest.add(key, valueType, valueNumber);
      case ABSENT -> digest.add(key, valueType, 0);
    }
  }

  /** Reads an AnyValue: the last field set of its oneof stands. */
  private void value(int depth) throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case VALUE_STRING -> {
          in.text(valueBytes);
          valueType = Attributes.Type.TEXT;
        }
        case VALUE_BOOL -> found(Attributes.Type.BOOL, in.varint());
        case VALUE_INT -> found(Attributes.Type.LONG, in.varint());
        case VALUE_DOUBLE -> found(Attributes.Type.DOUBLE, in.fixed64());
        case VALUE_ARRAY -> composite(depth, false);
        case VALUE_MAP -> composite(depth, true);
        case VALUE_BYTES -> {
          in.text(valueBytes);
          valueType = Attributes.Type.OTHER;
        }
        default -> in.skip(tag);
      }
    }
  }

  private void found(Attributes.Type type, long number) {
    valueType = type;
    valueNumber = number;
  }

  /** Walks an ArrayValue or a KeyValueList, which is not kept, to see that it is well-formed. */
  private void composite(int depth, boolean map) throws MalformedException {
    if (depth == MAX_DEPTH) {
      throw MalformedException.at(in.position(), "values nest deeper than " + MAX_DEPTH);
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
    valueBytes.set(in.bytes(), start, in.limit() - start);
    valueType = Attributes.Type.OTHER;
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
