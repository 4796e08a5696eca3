package dev.toolwatch.otlp;

import dev.toolwatch.signal.AttributeDigest;
import dev.toolwatch.signal.Attributes;
import dev.toolwatch.wire.Text;

/**
 * The attribute that was read last, whatever its encoding. A decoder has one and fills it again and
 * again. Not thread-safe.
 */
final class KeyValue {
  final Text key = new Text();

  /** The value if it is a text. Otherwise what a list, a map or bytes are written as. */
  final Text text = new Text();

  private Attributes.Type type = Attributes.Type.ABSENT;
  private long number;

  void clear() {
    key.clear();
    type = Attributes.Type.ABSENT;
  }

  /** The value is in {@link #text}. */
  void setText() {
    type = Attributes.Type.TEXT;
  }

  /** The value is a list, a map or bytes, which are written as {@link #text} has them. */
  void setOther() {
    type = Attributes.Type.OTHER;
  }

  void setBool(boolean value) {
    type = Attributes.Type.BOOL;
    number = value ? 1 : 0;
  }

  void setLong(long value) {
    type = Attributes.Type.LONG;
    number = value;
  }

  /**
   * The value is a double.
   *
   * @param bits as {@link Double#doubleToRawLongBits} has them
   */
  void setDouble(long bits) {
    type = Attributes.Type.DOUBLE;
    number = bits;
  }

  /** Puts the value among the attributes, if its key is one of those that they keep. */
  void keep(Attributes into) {
    int id = into.find(key.bytes(), key.offset(), key.length());
    if (id >= 0) {
      put(into, id);
    }
  }

  private void put(Attributes into, int id) {
    switch (type) {
      case TEXT -> into.putText(id, text.bytes(), text.offset(), text.length());
      case BOOL -> into.putBool(id, number != 0);
      case LONG -> into.putLong(id, number);
      case DOUBLE -> into.putDouble(id, Double.longBitsToDouble(number));
      case OTHER -> into.putOther(id);
      case ABSENT -> into.remove(id);
    }
  }

  void addTo(AttributeDigest digest) {
    switch (type) {
      case TEXT, OTHER -> digest.add(key, type, text);
      case BOOL, LONG, DOUBLE -> digest.add(key, type, number);
      case ABSENT -> digest.add(key, type, 0);
    }
  }
}
