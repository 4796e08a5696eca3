package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Text;
import java.util.List;
import java.util.Locale;

/**
 * Names with a star at the start, the end, both or neither, compared without regard to ASCII case.
 * Immutable and thread-safe.
 */
final class NamePatterns {
  private record Pattern(byte[] word, boolean openStart, boolean openEnd) {}

  private final List<Pattern> patterns;

  /**
   * @throws IllegalArgumentException if a star stands within a pattern, or a pattern is all stars
   */
  NamePatterns(List<String> patterns) {
    this.patterns = patterns.stream().map(NamePatterns::parse).toList();
  }

  private static Pattern parse(String text) {
    String pattern = text.toLowerCase(Locale.ROOT);
    boolean openStart = pattern.startsWith("*");
    boolean openEnd = pattern.endsWith("*");
    String word =
        pattern.substring(
            openStart ? 1 : 0, Math.max(openStart ? 1 : 0, pattern.length() - (openEnd ? 1 : 0)));
    if (word.isEmpty() || word.contains("*")) {
      throw new IllegalArgumentException(
          "a pattern is a word with a star at its start, its end or both, not: " + text);
    }
    return new Pattern(word.getBytes(US_ASCII), openStart, openEnd);
  }

  boolean match(Text name) {
    for (Pattern pattern : patterns) {
      if (matches(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(Pattern pattern, Text name) {
    int slack = name.length() - pattern.word.length;
    if (slack < 0) {
      return false;
    }
    int first = pattern.openStart && !pattern.openEnd ? slack : 0;
    int last = pattern.openStart ? slack : 0;
    if (!pattern.openStart && !pattern.openEnd && slack != 0) {
      return false;
    }
    for (int at = first; at <= last; at++) {
      if (isAt(name, at, pattern.word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAt(Text name, int at, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      byte b = name.at(at + i);
      int lower = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
      if (lower != word[i]) {
        return false;
      }
    }
    return true;
  }
}
