package dev.toolwatch.signal;

import dev.toolwatch.wire.Text;
import java.util.Arrays;

/**
 * The attributes of one span or resource that a vocabulary names, by the ids of their keys; all
 * others are passed over. Of a key that comes twice the last value stands. Reused; not thread-safe.
 */
public final class Attributes {
  /** What an attribute's value is. Composite values and bytes are known to be there, not kept. */
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

  /** More than there are types. */
  private static final int ROUND = 8;

  private final Vocabulary vocabulary;

  /**
   * By id: the number of the round in which an attribute was last put, times {@link #ROUND}, and its
   * type. What is of an earlier round is absent, so that clearing wipes nothing.
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

  /** The id of a key, or -1 for one that is not kept. */
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

  /** Forgets a key: an attribute whose value is not set. */
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

  /** The text; meaningful only where {@link #type} is TEXT. */
  public Text text(int id) {
    return texts[id];
  }

  /** The integer, or 0 or 1 of a boolean; meaningful only where {@link #type} is LONG or BOOL. */
  public long number(int id) {
    return numbers[id];
  }

  /** The value; meaningful only where {@link #type} is DOUBLE. */
  public double doubleNumber(int id) {
    return Double.longBitsToDouble(numbers[id]);
  }

  /** The integer that an integer or a text spells, or {@code otherwise}: emitters send both. */
  public long asLong(int id, long otherwise) {
    return switch (type(id)) {
      case LONG -> numbers[id];
      case TEXT -> texts[id].asLong(otherwise);
      case ABSENT, BOOL, DOUBLE, OTHER -> otherwise;
    };
  }
}
