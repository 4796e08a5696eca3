package dev.toolwatch.signal;

import dev.toolwatch.wire.Text;
import java.util.Arrays;

/**
 * The attributes of one span or resource whose keys are in a vocabulary, by key id. All others are
 * ignored. If a key occurs twice, the last value counts. Reused. Not thread-safe.
 */
public final class Attributes {
  /**
   * The type of an attribute's value. Composite values and bytes are known to exist, but not kept.
   */
  public enum Type {
    ABSENT,
    TEXT,
    BOOL,
    LONG,
    DOUBLE,
    OTHER
  }

  private static final Type[] TYPES = Type.values();
  private static final int ABSENT = Type.ABSENT.ordinal();
  private static final int TEXT = Type.TEXT.ordinal();

  /** More than the number of types. */
  private static final int ROUND = 8;

  private final Vocabulary vocabulary;

  /**
   * By id: the round in which the attribute was last set, times {@link #ROUND}, plus its type.
   * Attributes of an earlier round are absent, so that clearing need not overwrite anything.
   */
  private final long[] types;

  private final long[] numbers;
  private final Text[] texts;
  private long round = ROUND;

  public Attributes(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    types = new long[vocabulary.size()];
    numbers = new long[vocabulary.size()];
    texts = new Text[vocabulary.size()];
    Arrays.setAll(texts, id -> new Text());
  }

  public void clear() {
    round += ROUND;
  }

  /** The id of a key, or -1 if it is not kept. */
  public int find(byte[] bytes, int offset, int length) {
    return vocabulary.find(bytes, offset, length);
  }

  public void putText(int id, byte[] bytes, int offset, int length) {
    set(id, Type.TEXT);
    texts[id].set(bytes, offset, length);
  }

  public void putBool(int id, boolean value) {
    set(id, Type.BOOL);
    numbers[id] = value ? 1 : 0;
  }

  public void putLong(int id, long value) {
    set(id, Type.LONG);
    numbers[id] = value;
  }

  public void putDouble(int id, double value) {
    set(id, Type.DOUBLE);
    numbers[id] = Double.doubleToRawLongBits(value);
  }

  public void putOther(int id) {
    set(id, Type.OTHER);
  }

  /** Removes the attribute, because its value is not set. */
  public void remove(int id) {
    set(id, Type.ABSENT);
  }

  private void set(int id, Type type) {
    types[id] = round + type.ordinal();
  }

  public Type type(int id) {
    return TYPES[has(id) ? (int) (types[id] - round) : ABSENT];
  }

  public boolean has(int id) {
    return types[id] > round;
  }

  public boolean hasText(int id) {
    return types[id] == round + TEXT && !texts[id].isEmpty();
  }

  /** The text. Only valid if {@link #type} is TEXT. */
  public Text text(int id) {
    return texts[id];
  }

  /** The integer, or 0 or 1 for a boolean. Only valid if {@link #type} is LONG or BOOL. */
  public long number(int id) {
    return numbers[id];
  }

  /** The value. Only valid if {@link #type} is DOUBLE. */
  public double doubleNumber(int id) {
    return Double.longBitsToDouble(numbers[id]);
  }

  /**
   * The integer, given as an integer or as text, because emitters send both; else {@code
   * otherwise}.
   */
  public long asLong(int id, long otherwise) {
    return switch (type(id)) {
      case LONG -> numbers[id];
      case TEXT -> texts[id].asLong(otherwise);
      case ABSENT, BOOL, DOUBLE, OTHER -> otherwise;
    };
  }
}
