package dev.toolwatch.probe;

import java.util.List;

/**
 * Makes what the other side said fit for messages: short, in one line, and without the secrets that
 * were sent to it, should it repeat them. Immutable.
 */
final class Said {
  private static final int BRIEF = 200;

  /** What is shorter than this could be part of any text. */
  private static final int SECRET_LENGTH = 6;

  private final List<String> secrets;

  /**
   * @param secrets tokens and the like
   */
  Said(List<String> secrets) {
    this.secrets = secrets.stream().filter(secret -> secret.length() >= SECRET_LENGTH).toList();
  }

  String brief(String text) {
    return brief(text, BRIEF);
  }

  /**
   * @param max the maximum length in characters
   */
  String brief(String text, int max) {
    String rest = text;
    for (String secret : secrets) {
      rest = rest.replace(secret, "[redacted]");
    }
    StringBuilder brief = new StringBuilder();
    rest.codePoints()
        .limit(max)
        .map(c -> Character.isISOControl(c) || isInvisible(c) ? ' ' : c)
        .forEach(brief::appendCodePoint);
    if (rest.codePoints().skip(max).findAny().isPresent()) {
      brief.append('…');
    }
    return brief.toString().strip();
  }

  /** Whether a character could hide, part or turn around the text about it. */
  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
