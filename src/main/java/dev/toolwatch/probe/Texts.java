package dev.toolwatch.probe;

import java.util.Locale;

/** What is written into messages. Pure functions. */
final class Texts {
  private static final int MAX = 200;

  private Texts() {}

  /** A text of the other side as part of a message: one line, and not long. */
  static String plain(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    return line.length() > MAX ? line.substring(0, MAX) + "…" : line;
  }

  /** A time such as {@code 0.3 s}. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
