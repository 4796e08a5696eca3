package dev.toolwatch.signal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The fields of a message of opentelemetry-proto 1.9: by their names in JSON, their numbers and how
 * they are written in both. Immutable once {@link OtlpMessages} has made it, but for what {@link
 * #names} remembers: for one thread.
 */
public final class OtlpMessage {
  /** How a value of a field is written: in protobuf as its type is. */
  public enum Form {
    STRING,
    /** Base64 in JSON. */
    BYTES,
    /** An id: bytes in hexadecimal digits in JSON. */
    ID,
    /** An id of the item itself: a wrong one stays wrong, so that the item is refused. */
    OWN_ID,
    /** Also an enum. A number in JSON. */
    INT32,
    UINT32,
    /** A string in JSON, as all numbers of 64 bits. */
    INT64,
    UINT64,
    /** A sint32. */
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
  public record Field(int number, String name, Form form, boolean list, OtlpMessage message) {}

  private final boolean oneOf;
  private final List<Field> fields = new ArrayList<>();

  /** Null until all fields are there: messages can hold themselves. */
  private Vocabulary vocabulary;

  OtlpMessage() {
    this(false);
  }

  private OtlpMessage(boolean oneOf) {
    this.oneOf = oneOf;
  }

  /** A message of which only the field that comes last counts, also if it has its default value. */
  static OtlpMessage oneOf() {
    return new OtlpMessage(true);
  }

  /** Adds a field with one value. */
  OtlpMessage one(int number, String name, Form form) {
    return add(new Field(number, name, form, false, null));
  }

  /** Adds a field that is an array. */
  OtlpMessage list(int number, String name, Form form) {
    return add(new Field(number, name, form, true, null));
  }

  /** Adds a message in a field. */
  OtlpMessage one(int number, String name, OtlpMessage message) {
    return add(new Field(number, name, Form.MESSAGE, false, message));
  }

  /** Adds an array of messages. */
  OtlpMessage list(int number, String name, OtlpMessage message) {
    return add(new Field(number, name, Form.MESSAGE, true, message));
  }

  private OtlpMessage add(Field field) {
    fields.add(field);
    return this;
  }

  /** The names in JSON, whose ids are the positions of {@link #field}. */
  public Vocabulary names() {
    if (vocabulary == null) {
      vocabulary = new Vocabulary(fields.stream().map(Field::name).toList());
    }
    return vocabulary;
  }

  public Field field(int id) {
    return fields.get(id);
  }

  /**
   * The field of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Field field(String name) {
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }

  public List<Field> fields() {
    return Collections.unmodifiableList(fields);
  }

  /** Whether only the field that comes last counts, also if it has its default value. */
  public boolean isOneOf() {
    return oneOf;
  }

  /** The same message without one of its fields. */
  public OtlpMessage without(String name) {
    OtlpMessage others = new OtlpMessage(oneOf);
    fields.stream().filter(field -> !field.name().equals(name)).forEach(others.fields::add);
    return others;
  }
}
