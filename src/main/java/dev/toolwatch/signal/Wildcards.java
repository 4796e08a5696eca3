package dev.toolwatch.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A text in which asterisks stand for any text, also for none. Immutable. */
public final class Wildcards {
  private static final byte ANY = '*';

  private final byte[] pattern;
  private final boolean ignoreCase;

  /**
   * @param ignoreCase whether letters of ASCII match in both cases; the pattern is in lower case then
   */
  public Wildcards(String pattern, boolean ignoreCase) {
    this.pattern = pattern.getBytes(UTF_8);
    this.ignoreCase = ignoreCase;
  }

  /** The first byte of all texts that match, or -1 if they may have any. */
  int firstByte() {
    return pattern.length == 0 || pattern[0] == ANY ? -1 : pattern[0] & 0xff;
  }

  /** Whether it matches the whole text. */
  public boolean matches(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return matches(bytes, 0, bytes.length);
  }

  /**
   * Whether it matches all bytes of a range, which are in UTF-8. Steps back only to the last asterisk, so
   * takes at most the product of both lengths.
   */
  boolean matches(byte[] bytes, int from, int to) {
    int at = from;
    int in = 0;
    int afterAny = -1;
    int retry = from;
    while (at < to) {
      if (in < pattern.length && pattern[in] == ANY) {
        afterAny = ++in;
        retry = at;
      } else if (in < pattern.length
          && pattern[in] == (ignoreCase ? lower(bytes[at]) : bytes[at])) {
        in++;
        at++;
      } else if (afterAny >= 0) {
        in = afterAny;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (in < pattern.length && pattern[in] == ANY) {
      in++;
    }
    return in == pattern.length;
  }

  /** In ASCII, and so that it never makes one text of two in UTF-8. */
  static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
  }
}
