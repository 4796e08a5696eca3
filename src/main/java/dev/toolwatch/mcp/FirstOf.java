package dev.toolwatch.mcp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.wire.Text;

/** One thing that emitters call by several names: the first that is there stands. Immutable. */
final class FirstOf {
  private final AttributeKey[] keys;

  FirstOf(AttributeKey... keys) {
    this.keys = keys;
  }

  /** The text, or null where none of the attributes is one. */
  Text in(Attributes attributes) {
    for (AttributeKey key : keys) {
      if (key.isTextIn(attributes)) {
        return key.textIn(attributes);
      }
    }
    return null;
  }

  /** The text as a name, or empty. */
  String in(Attributes attributes, NameCache names) {
    Text text = in(attributes);
    return text == null ? "" : names.of(text);
  }

  boolean isIn(Attributes attributes) {
    return in(attributes) != null;
  }
}
