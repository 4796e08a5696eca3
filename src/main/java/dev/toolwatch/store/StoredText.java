package dev.toolwatch.store;

/** What a column of the type TEXT takes in both databases. Pure functions. */
public final class StoredText {
  private static final char NUL = '\0';
  private static final char REPLACEMENT = '\uFFFD';

  private StoredText() {}

  /**
   * The text without NUL, which PostgreSQL refuses, and cut if it is too long.
   *
   * @param most characters that are kept
   */
  public static String of(String text, int most) {
    boolean cut = text.length() > most;
    // A character outside of the basic plane takes two: half of one is none.
    int end = cut && most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return (cut ? text.substring(0, end) : text).replace(NUL, REPLACEMENT);
  }
}
