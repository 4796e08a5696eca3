package dev.toolwatch.probe;

import java.io.Serial;
import java.util.regex.Pattern;

/**
 * A text that is searched for no longer than a check has time: some regular expressions take years
 * for some texts. For one thread.
 */
final class TimedText implements CharSequence {
  private static final int READS_BETWEEN = 1 << 16;

  private final CharSequence text;
  private final Steps steps;
  private int reads;

  private TimedText(CharSequence text, Steps steps) {
    this.text = text;
    this.steps = steps;
  }

  /** Ends a search. */
  private static final class Stop extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    Stop() {
      super(null, null, false, false);
    }
  }

  /**
   * Whether an expression is found in a text.
   *
   * @throws CheckFailure if the time is over before that is known, or the stack
   */
  static boolean finds(Pattern expression, String text, Steps steps)
      throws CheckFailure, InterruptedException {
    try {
      return expression.matcher(new TimedText(text, steps)).find();
    } catch (Stop e) {
      if (Thread.currentThread().isInterrupted()) {
        throw Connector.interrupted();
      }
      steps.remaining();
      throw new IllegalStateException("stopped for no reason", e);
    } catch (StackOverflowError e) {
      throw new CheckFailure(
          Verdict.DOWN, "the regular expression is too deep for a text of this length");
    }
  }

  @Override
  public char charAt(int index) {
    if (++reads % READS_BETWEEN == 0 && isOver()) {
      throw new Stop();
    }
    return text.charAt(index);
  }

  private boolean isOver() {
    try {
      steps.remaining();
      return Thread.currentThread().isInterrupted();
    } catch (CheckFailure e) {
      return true;
    }
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return text.subSequence(from, to);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
