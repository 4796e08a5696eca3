package dev.toolwatch.mcp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.wire.Text;

/**
 * A value that emitters send under several attribute names. The first one present is used.
 * Immutable.
 */
final class FirstOf {
  private final AttributeKey[] keys;

  FirstOf(AttributeKey... keys) {
    this.keys = keys;
  }

  /** The string, or null if none of the attributes is a string. */
  Text in(Attributes attributes) {
    for (AttributeKey key : keys) {
      if (key.isTextIn(attributes)) {
        return key.textIn(attributes);
      }
    }
    return null;
  }

  /** The string as a name; empty if there is none. */
  String in(Attributes attributes, NameCache names) {
    Text text = in(attributes);
    return text == null ? "" : names.of(text);
  }

  boolean isIn(Attributes attributes) {
    return in(attributes) != null;
  }
}
