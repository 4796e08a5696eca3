package dev.toolwatch.traces;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the attributes of spans: KeyValue and AnyValue of opentelemetry-proto, {@code
 * common/v1/common.proto}. Not thread-safe.
 */
final class AttributeDecoder {
  private static final int KEY = ProtobufReader.tag(1, ProtobufReader.LENGTH);
  private static final int VALUE = ProtobufReader.tag(2, ProtobufReader.LENGTH);
  private static final int ELEMENT = ProtobufReader.tag(1, ProtobufReader.LENGTH);

  private static final int STRING = ProtobufReader.tag(1, ProtobufReader.LENGTH);
  private static final int BOOL = ProtobufReader.tag(2, ProtobufReader.VARINT);
  private static final int INT = ProtobufReader.tag(3, ProtobufReader.VARINT);
  private static final int DOUBLE = ProtobufReader.tag(4, ProtobufReader.FIXED64);
  private static final int ARRAY = ProtobufReader.tag(5, ProtobufReader.LENGTH);
  private static final int MAP = ProtobufReader.tag(6, ProtobufReader.LENGTH);
  private static final int BYTES = ProtobufReader.tag(7, ProtobufReader.LENGTH);

  private final ProtobufReader in;
  private final int maxValues;
  private int values;

  /**
   * @param maxValues how many values, events and links may be built in all
   */
  AttributeDecoder(ProtobufReader in, int maxValues) {
    this.in = in;
    this.maxValues = maxValues;
  }

  /**
   * Counts something that is built.
   *
   * @throws TooManyValuesException if there are too many
   */
  void count() throws TooManyValuesException {
    if (values == maxValues) {
      throw new TooManyValuesException();
    }
    values++;
  }

  /** How many have been built. */
  int values() {
    return values;
  }

  /** Forgets values that have been thrown away. */
  void backTo(int before) {
    values = before;
  }

  /** Reads a KeyValue, the current field. The last value of a key wins. */
  void keyValue(Map<String, Object> into) throws MalformedException, TooManyValuesException {
    keyValue(into, 0);
  }

  private void keyValue(Map<String, Object> into, int depth)
      throws MalformedException, TooManyValuesException {
    int outer = in.enter();
    keyValueToEnd(into, depth);
    in.leave(outer);
  }

  /** Reads a KeyValue that fills the rest of the current message. */
  void keyValueToEnd(Map<String, Object> into) throws MalformedException, TooManyValuesException {
    keyValueToEnd(into, 0);
  }

  private void keyValueToEnd(Map<String, Object> into, int depth)
      throws MalformedException, TooManyValuesException {
    count();
    String key = "";
    Object value = null;
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == KEY) {
        key = text();
      } else if (tag == VALUE) {
        value = value(depth + 1);
      } else {
        in.skip(tag);
      }
    }
    into.put(key, value);
  }

  /** The value that the last of its fields has; null if it has none. */
  private Object value(int depth) throws MalformedException, TooManyValuesException {
    if (depth > ProtobufReader.MAX_DEPTH) {
      throw MalformedException.at(
          in.position(), "values are nested deeper than " + ProtobufReader.MAX_DEPTH);
    }
    Object value = null;
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == STRING) {
        value = text();
      } else if (tag == BOOL) {
        value = in.varint() != 0;
      } else if (tag == INT) {
        value = in.varint();
      } else if (tag == DOUBLE) {
        value = Double.longBitsToDouble(in.fixed64());
      } else if (tag == ARRAY) {
        value = list(depth);
      } else if (tag == MAP) {
        value = map(depth);
      } else if (tag == BYTES) {
        value = bytes();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return value;
  }

  private List<Object> list(int depth) throws MalformedException, TooManyValuesException {
    List<Object> list = new ArrayList<>();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == ELEMENT) {
        count();
        list.add(value(depth + 1));
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return Collections.unmodifiableList(list);
  }

  private Map<String, Object> map(int depth) throws MalformedException, TooManyValuesException {
    Map<String, Object> map = new LinkedHashMap<>();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == ELEMENT) {
        keyValue(map, depth);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return Collections.unmodifiableMap(map);
  }

  /** Malformed UTF-8 becomes U+FFFD. */
  String text() throws MalformedException {
    int length = in.length();
    String text = new String(in.bytes(), in.position(), length, UTF_8);
    in.advance(length);
    return text;
  }

  private byte[] bytes() throws MalformedException {
    int length = in.length();
    byte[] bytes = Arrays.copyOfRange(in.bytes(), in.position(), in.position() + length);
    in.advance(length);
    return bytes;
  }
}
