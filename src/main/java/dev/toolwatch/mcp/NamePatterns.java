package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.wire.Text;
import java.util.List;

/**
 * Name patterns, which can have an asterisk at the start, at the end or both. ASCII case is
 * ignored. Immutable and thread-safe.
 */
final class NamePatterns {
  private record Pattern(byte[] word, boolean openStart, boolean openEnd) {}

  /** An array, because iterating over a list allocates. */
  private final Pattern[] patterns;

  /**
   * @throws IllegalArgumentException if an asterisk is inside a pattern, or a pattern has nothing
   *     else
   */
  NamePatterns(List<String> patterns) {
    this.patterns = patterns.stream().map(NamePatterns::parse).toArray(Pattern[]::new);
  }

  private static Pattern parse(String text) {
    boolean openStart = text.startsWith("*");
    boolean openEnd = text.endsWith("*");
    String word =
        text.substring(
            openStart ? 1 : 0, Math.max(openStart ? 1 : 0, text.length() - (openEnd ? 1 : 0)));
    if (word.isEmpty() || word.contains("*")) {
      throw new IllegalArgumentException(
          "a pattern needs text, and asterisks only at its start and end: " + text);
    }
    byte[] bytes = word.getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = lower(bytes[i]);
    }
    return new Pattern(bytes, openStart, openEnd);
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
      if (lower(name.at(at + i)) != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
  }
}
