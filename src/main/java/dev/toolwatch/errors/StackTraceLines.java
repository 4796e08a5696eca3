package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a stack trace, within limits. Immutable.
 *
 * @param lines without line ends, trailing spaces and the colours of a terminal
 * @param omittedCharacters between the first and the last part of the text
 * @param cutLines how many lines were longer than {@value #MAX_LINE} characters
 */
record StackTraceLines(List<String> lines, int omittedCharacters, int cutLines) {
  /** Characters of a stack trace that are read: of longer ones, the first and the last half of these. */
  static final int MAX_TEXT = 131_072;

  /** Characters of a line that are read. */
  static final int MAX_LINE = 2_048;

  private static final char ESCAPE = '\u001b';

  /** Reads a text. */
  static StackTraceLines of(String text) {
    List<String> lines = new ArrayList<>();
    if (text.length() <= MAX_TEXT) {
      int cut = cut(text, 0, text.length(), lines);
      return new StackTraceLines(lines, 0, cut);
    }
    int head = text.lastIndexOf('\n', MAX_TEXT / 2);
    int tail = text.indexOf('\n', text.length() - MAX_TEXT / 2);
    int headEnd = head < 0 ? MAX_TEXT / 2 : head;
    int tailStart = tail < 0 ? text.length() - MAX_TEXT / 2 : tail + 1;
    int cut = cut(text, 0, headEnd, lines) + cut(text, tailStart, text.length(), lines);
    return new StackTraceLines(lines, tailStart - headEnd, cut);
  }

  /** Adds the lines of a range, and says how many were too long. */
  private static int cut(String text, int from, int to, List<String> lines) {
    int tooLong = 0;
    int start = from;
    while (start < to) {
      int found = text.indexOf('\n', start);
      int end = found < 0 || found > to ? to : found;
      tooLong += end - start > MAX_LINE ? 1 : 0;
      String line = ThrownBuilder.cutWord(text.substring(start, end), MAX_LINE).stripTrailing();
      lines.add(line.indexOf(ESCAPE) < 0 ? line : withoutColours(line));
      start = end + 1;
    }
    return tooLong;
  }

  /** Without sequences such as {@code ESC [ 1;31 m}. */
  private static String withoutColours(String line) {
    StringBuilder plain = new StringBuilder(line.length());
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c != ESCAPE) {
        plain.append(c);
      } else if (at < line.length() && line.charAt(at) == '[') {
        at++;
        while (at < line.length() && line.charAt(at) < '@') {
          at++;
        }
        at++;
      }
    }
    return plain.toString();
  }

  /** How many spaces and tabs a line begins with. */
  static int indent(String line) {
    int at = 0;
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }
}
