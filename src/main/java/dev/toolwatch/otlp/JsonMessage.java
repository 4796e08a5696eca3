package dev.toolwatch.otlp;

import dev.toolwatch.signal.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a message of opentelemetry-proto 1.9: by their names in JSON, their numbers and how
 * they are written in protobuf. Immutable once a {@link JsonTranscoder} has it.
 */
final class JsonMessage {
  /** How a value of a field is written in protobuf. */
  enum Form {
    STRING,
    /** Base64 in JSON. */
    BYTES,
    /** An id: bytes in hexadecimal digits in JSON. */
    ID,
    /** Also an enum and a 32-bit integer. */
    VARINT,
    UNSIGNED_VARINT,
    ZIGZAG,
    BOOL,
    FIXED64,
    SIGNED_FIXED64,
    FIXED32,
    DOUBLE,
    MESSAGE
  }

  /**
   * A field.
   *
   * @param list whether it is an array in JSON; of numbers, it is packed in protobuf
   * @param message what a {@link Form#MESSAGE} holds, or null
   */
  record Field(int number, Form form, boolean list, JsonMessage message) {}

  private final List<String> names = new ArrayList<>();
  private final List<Field> fields = new ArrayList<>();

  /** Null until all fields are there: messages can hold themselves. */
  private Vocabulary vocabulary;

  /** Adds a field with one value. */
  JsonMessage one(int number, String name, Form form) {
    return add(name, new Field(number, form, false, null));
  }

  /** Adds a field that is an array. */
  JsonMessage list(int number, String name, Form form) {
    return add(name, new Field(number, form, true, null));
  }

  /** Adds a message in a field. */
  JsonMessage one(int number, String name, JsonMessage message) {
    return add(name, new Field(number, Form.MESSAGE, false, message));
  }

  /** Adds an array of messages. */
  JsonMessage list(int number, String name, JsonMessage message) {
    return add(name, new Field(number, Form.MESSAGE, true, message));
  }

  private JsonMessage add(String name, Field field) {
    names.add(name);
    fields.add(field);
    return this;
  }

  /** The names in JSON, whose ids are the positions of {@link #field}. */
  Vocabulary names() {
    if (vocabulary == null) {
      vocabulary = new Vocabulary(names);
    }
    return vocabulary;
  }

  Field field(int id) {
    return fields.get(id);
  }
}
