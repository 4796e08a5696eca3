package dev.toolwatch.signal;

import java.util.Locale;

/**
 * The keys of attributes that an entry of a list means: one, or, with asterisks, all that have any
 * text in their places. Case does not matter in ASCII. Immutable.
 */
final class KeyPattern {
  /** In lower case, without the question mark. */
  private final Wildcards pattern;

  private final boolean queryOnly;

  /**
   * @param entry such as {@code enduser.*}; a question mark at its end says that the values are URLs
   *     of which only a part is replaced
   * @throws IllegalArgumentException if it is empty
   */
  KeyPattern(String entry) {
    String text = entry.trim().toLowerCase(Locale.ROOT);
    queryOnly = text.endsWith("?");
    String key = queryOnly ? text.substring(0, text.length() - 1) : text;
    if (key.isEmpty()) {
      throw new IllegalArgumentException("an attribute without a name");
    }
    pattern = new Wildcards(key, true);
  }

  /** Whether only the query and the user of a URL are replaced. */
  boolean isQueryOnly() {
    return queryOnly;
  }

  /** The first byte of all keys that match, or -1 if they may have any. */
  int firstByte() {
    return pattern.firstByte();
  }

  boolean matches(byte[] bytes, int from, int to) {
    return pattern.matches(bytes, from, to);
  }
}
