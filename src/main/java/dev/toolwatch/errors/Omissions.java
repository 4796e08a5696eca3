package dev.toolwatch.errors;

/**
 * What was left out of an exception because of limits, so that it can be counted. Immutable.
 *
 * @param characters of the stack trace between its first and its last part
 * @param lines of the stack trace that were cut at their ends
 * @param messages that were cut at their ends
 * @param exceptions between the first of the chain and the last ones
 * @param frames between the first and the last ones of the exceptions that were kept
 */
public record Omissions(int characters, int lines, int messages, int exceptions, long frames) {
  static final Omissions NONE = new Omissions(0, 0, 0, 0, 0);

  public Omissions {
    if (characters < 0 || lines < 0 || messages < 0 || exceptions < 0 || frames < 0) {
      throw new IllegalArgumentException("a negative number of omissions");
    }
  }
}
