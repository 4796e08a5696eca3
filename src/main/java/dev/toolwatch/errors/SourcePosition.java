package dev.toolwatch.errors;

/**
 * Where a frame is in the source. Immutable.
 *
 * @param file path or URL
 * @param line from 1; 0 if unknown
 * @param column from 1; 0 if unknown
 */
record SourcePosition(String file, int line, int column) {
  private static final int MAX_DIGITS = 9;

  /** Reads {@code file:line:column}, {@code file:line} or {@code file}. */
  static SourcePosition ofColons(String text) {
    int last = numberStart(text, text.length());
    if (last < 0) {
      return new SourcePosition(text, 0, 0);
    }
    int number = number(text, last, text.length());
    int before = numberStart(text, last - 1);
    return before < 0
        ? new SourcePosition(text.substring(0, last - 1), number, 0)
        : new SourcePosition(text.substring(0, before - 1), number(text, before, last - 1), number);
  }

  /** Where the digits begin that end at a position and follow a colon; -1 if there are none. */
  private static int numberStart(String text, int end) {
    int start = end;
    while (start > 0 && isDigit(text.charAt(start - 1)) && end - start < MAX_DIGITS) {
      start--;
    }
    return start < end && start > 1 && text.charAt(start - 1) == ':' ? start : -1;
  }

  /** The number in a range that may hold nothing but digits; 0 if it does, or is too long. */
  static int number(String text, int from, int to) {
    if (from >= to || to - from > MAX_DIGITS) {
      return 0;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      if (!isDigit(text.charAt(i))) {
        return 0;
      }
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
