package dev.toolwatch.relay;

import static dev.toolwatch.wire.ProtobufReader.FIXED64;
import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.VARINT;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;

/**
 * Reads attributes (opentelemetry-proto 1.11, common.proto) as texts: numbers and booleans as JSON
 * has them, arrays and maps as JSON, bytes in base64 (OpenTelemetry specification, "AnyValue",
 * "Non-OTLP string representation"). Not thread-safe.
 */
final class AttributeReader {
  /** Takes an attribute. */
  interface Handler {
    /**
     * An attribute with a value.
     *
     * @param value not empty
     */
    void attribute(String key, String value);
  }

  private static final int KEY = 1 << 3 | LENGTH;
  private static final int VALUE = 2 << 3 | LENGTH;
  private static final int STRING = 1 << 3 | LENGTH;
  private static final int BOOL = 2 << 3 | VARINT;
  private static final int INT = 3 << 3 | VARINT;
  private static final int DOUBLE = 4 << 3 | FIXED64;
  private static final int ARRAY = 5 << 3 | LENGTH;
  private static final int MAP = 6 << 3 | LENGTH;
  private static final int BYTES = 7 << 3 | LENGTH;
  private static final int ELEMENTS = 1 << 3 | LENGTH;

  private static final int MAX_DEPTH = 16;
  private static final double EXACT = 1L << 53;
  private static final JsonFactory JSON = new JsonFactory();

  private final ProtobufReader in = new ProtobufReader();
  private final Text text = new Text();

  /**
   * Shows the attributes of a point, as {@link Point#attributes} has them.
   *
   * @throws MalformedException if one is not well-formed
   */
  void readAll(byte[] attributes, int from, int to, Handler handler) throws MalformedException {
    int at = from;
    while (at < to) {
      int length = (attributes[at] & 0xff) << 8 | attributes[at + 1] & 0xff;
      in.reset(attributes, at + 2, at + 2 + length);
      keyValue(handler);
      at += 2 + length;
    }
  }

  /**
   * Shows the attributes in a message.
   *
   * @param field the number of the field that has them
   */
  void read(Slice message, int field, Handler handler) throws MalformedException {
    in.reset(message.body(), message.from(), message.to());
    int wanted = ProtobufReader.tag(field, LENGTH);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == wanted) {
        int outer = in.enter();
        keyValue(handler);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  /** The text in a field of a message, or empty. */
  String text(Slice message, int field) throws MalformedException {
    in.reset(message.body(), message.from(), message.to());
    int wanted = ProtobufReader.tag(field, LENGTH);
    text.clear();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == wanted) {
        in.text(text);
      } else {
        in.skip(tag);
      }
    }
    return text.toString();
  }

  private void keyValue(Handler handler) throws MalformedException {
    String key = "";
    String value = "";
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == KEY) {
        in.text(text);
        key = text.toString();
      } else if (tag == VALUE) {
        int outer = in.enter();
        value = value();
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    if (!key.isEmpty() && !value.isEmpty()) {
      handler.attribute(key, value);
    }
  }

  private String value() throws MalformedException {
    String value = "";
    while (in.hasMore()) {
      int start = in.position();
      int tag = in.tag();
      switch (tag) {
        case STRING, BYTES -> {
          in.text(text);
          value = tag == STRING ? text.toString() : base64();
        }
        case BOOL -> value = Boolean.toString(in.varint() != 0);
        case INT -> value = Long.toString(in.varint());
        case DOUBLE -> value = number(Double.longBitsToDouble(in.fixed64()));
        case ARRAY, MAP -> {
          in.rewind(start);
          value = json();
        }
        default -> in.skip(tag);
      }
    }
    return value;
  }

  private String base64() {
    byte[] bytes = new byte[text.length()];
    System.arraycopy(text.bytes(), text.offset(), bytes, 0, bytes.length);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < EXACT
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** The rest of an AnyValue as JSON. */
  private String json() throws MalformedException {
    StringWriter written = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(written)) {
      element(json, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("a writer in memory failed", e);
    }
    return written.toString();
  }

  private void element(JsonGenerator json, int depth) throws MalformedException, IOException {
    if (depth > MAX_DEPTH) {
      throw MalformedException.at(in.position(), "values are nested deeper than " + MAX_DEPTH);
    }
    boolean written = false;
    while (in.hasMore()) {
      int tag = in.tag();
      if (written) {
        in.skip(tag);
        continue;
      }
      written = true;
      switch (tag) {
        case STRING, BYTES -> {
          in.text(text);
          json.writeString(tag == STRING ? text.toString() : base64());
        }
        case BOOL -> json.writeBoolean(in.varint() != 0);
        case INT -> json.writeNumber(in.varint());
        case DOUBLE -> json.writeNumber(Double.longBitsToDouble(in.fixed64()));
        case ARRAY -> array(json, depth);
        case MAP -> map(json, depth);
        default -> {
          in.skip(tag);
          written = false;
        }
      }
    }
    if (!written) {
      json.writeNull();
    }
  }

  private void array(JsonGenerator json, int depth) throws MalformedException, IOException {
    json.writeStartArray();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == ELEMENTS) {
        int list = in.enter();
        element(json, depth + 1);
        in.leave(list);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    json.writeEndArray();
  }

  private void map(JsonGenerator json, int depth) throws MalformedException, IOException {
    json.writeStartObject();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == ELEMENTS) {
        int list = in.enter();
        entry(json, depth);
        in.leave(list);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    json.writeEndObject();
  }

  private void entry(JsonGenerator json, int depth) throws MalformedException, IOException {
    int start = in.position();
    String key = "";
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == KEY) {
        in.text(text);
        key = text.toString();
      } else {
        in.skip(tag);
      }
    }
    json.writeFieldName(key);
    in.rewind(start);
    boolean written = false;
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == VALUE && !written) {
        int outer = in.enter();
        element(json, depth + 1);
        in.leave(outer);
        written = true;
      } else {
        in.skip(tag);
      }
    }
    if (!written) {
      json.writeNull();
    }
  }
}
