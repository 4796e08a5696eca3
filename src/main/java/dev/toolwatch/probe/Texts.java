package dev.toolwatch.probe;

import java.util.Locale;

/** What is written into messages. Pure functions. */
final class Texts {
  private Texts() {}

  /** A time such as {@code 0.3 s}. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
