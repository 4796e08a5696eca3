package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.AttributeDigest;
import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
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
  private final KeyValue read = new KeyValue();

  JsonAttributes(JsonReader in) {
    this.in = in;
  }

  /** Reads the list of attributes at the current position. */
  void list(Attributes into) throws MalformedException {
    in.beginArray();
    while (in.nextElement()) {
      keyValue();
      read.keep(into);
    }
  }

  /** Reads the list of attributes at the current position and adds it to a digest as well. */
  void list(Attributes into, AttributeDigest digest) throws MalformedException {
    in.beginArray();
    while (in.nextElement()) {
      keyValue();
      read.addTo(digest);
      read.keep(into);
    }
  }

  /** Adds the list of attributes at the current position to a digest only. */
  void digest(AttributeDigest digest) throws MalformedException {
    in.beginArray();
    while (in.nextElement()) {
      keyValue();
      read.addTo(digest);
    }
  }

  private void keyValue() throws MalformedException {
    read.clear();
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(KEY)) {
        in.string(read.key);
      } else if (in.key().is(VALUE)) {
        value();
      } else {
        in.skipValue();
      }
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
          in.string(read.text);
          read.setText();
        }
        case BOOL_VALUE -> read.setBool(in.bool());
        case INT_VALUE -> read.setLong(in.signed());
        case DOUBLE_VALUE -> read.setDouble(Double.doubleToRawLongBits(in.decimal()));
        case ARRAY_VALUE, KVLIST_VALUE, BYTES_VALUE -> {
          in.skipValue(read.text);
          read.setOther();
        }
        default -> in.skipValue();
      }
    }
  }
}
