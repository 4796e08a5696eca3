package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.AttributeDigest;
import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Text;
import java.util.List;

/** Reads attributes in OTLP/JSON. Not thread-safe. */
final class JsonAttributes {
  private static final byte[] KEY = "key".getBytes(US_ASCII);
  private static final byte[] VALUE = "value".getBytes(US_ASCII);

  private static final int STRING_VALUE = 0;
  private static final int BOOL_VALUE = 1;
  private static final int INT_VALUE = 2;
  private static final int DOUBLE_VALUE = 3;
  private static final int ARRAY_VALUE = 4;
  private static final int KVLIST_VALUE = 5;
  private static final int BYTES_VALUE = 6;
  private static final Vocabulary VALUE_FIELDS =
      new Vocabulary(
          List.of(
              "stringValue",
              "boolValue",
              "intValue",
              "doubleValue",
              "arrayValue",
              "kvlistValue",
              "bytesValue"));

  private final JsonReader in;
  private final Text key = new Text();

  /** The value's text, or the JSON text of a list, a map or bytes. */
  private final Text valueText = new Text();

  private Attributes.Type valueType = Attributes.Type.ABSENT;
  private long valueNumber;

  JsonAttributes(JsonReader in) {
    this.in = in;
  }

  /** Reads the list of attributes at the current position. */
  void list(Attributes into) throws MalformedException {
    in.beginArray();
    while (in.nextElement()) {
      keyValue();
      keep(into);
    }
  }

  /** Reads the list of attributes at the current position and adds it to a digest as well. */
  void list(Attributes into, AttributeDigest digest) throws MalformedException {
    in.beginArray();
    while (in.nextElement()) {
      keyValue();
      addTo(digest);
      keep(into);
    }
  }

  /** Adds the list of attributes at the current position to a digest only. */
  void digest(AttributeDigest digest) throws MalformedException {
    in.beginArray();
    while (in.nextElement()) {
      keyValue();
      addTo(digest);
    }
  }

  private void keyValue() throws MalformedException {
    key.clear();
    valueType = Attributes.Type.ABSENT;
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(KEY)) {
        in.string(key);
      } else if (in.key().is(VALUE)) {
        value();
      } else {
        in.skipValue();
      }
    }
  }

  private void keep(Attributes into) {
    int id = into.find(key.bytes(), key.offset(), key.length());
    if (id >= 0) {
      put(into, id);
    }
  }

  private void put(Attributes into, int id) {
    switch (valueType) {
      case TEXT -> into.putText(id, valueText.bytes(), valueText.offset(), valueText.length());
      case BOOL -> into.putBool(id, valueNumber != 0);
      case LONG -> into.putLong(id, valueNumber);
      case DOUBLE -> into.putDouble(id, Double.longBitsToDouble(valueNumber));
      case OTHER -> into.putOther(id);
      case ABSENT -> into.remove(id);
    }
  }

  private void addTo(AttributeDigest digest) {
    switch (valueType) {
      case TEXT, OTHER -> digest.add(key, valueType, valueText);
      case BOOL, LONG, DOUBLE -> digest.add(key, valueType, valueNumber);
      case ABSENT -> digest.add(key, valueType, 0);
    }
  }

  private void value() throws MalformedException {
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      switch (VALUE_FIELDS.find(in.key())) {
        case STRING_VALUE -> {
          in.string(valueText);
          valueType = Attributes.Type.TEXT;
        }
        case BOOL_VALUE -> found(Attributes.Type.BOOL, in.bool() ? 1 : 0);
        case INT_VALUE -> found(Attributes.Type.LONG, in.signed());
        case DOUBLE_VALUE ->
            found(Attributes.Type.DOUBLE, Double.doubleToRawLongBits(in.decimal()));
        case ARRAY_VALUE, KVLIST_VALUE, BYTES_VALUE -> {
          in.skipValue(valueText);
          valueType = Attributes.Type.OTHER;
        }
        default -> in.skipValue();
      }
    }
  }

  private void found(Attributes.Type type, long number) {
    valueType = type;
    valueNumber = number;
  }
}
