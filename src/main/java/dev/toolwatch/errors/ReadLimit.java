package dev.toolwatch.errors;

/**
 * A text that may be read so often only: a regular expression that goes back and forth for too long
 * ends by {@link Exceeded}. Not thread-safe.
 */
final class ReadLimit implements CharSequence {
  /** There were too many reads. Has no stack trace, since it is thrown where time is short. */
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exceeded() {
      super("too many reads", null, false, false);
    }
  }

  private final String text;
  private long left;

  ReadLimit(String text, long reads) {
    this.text = text;
    left = reads;
  }

  @Override
  public char charAt(int index) {
    if (--left < 0) {
      throw new Exceeded();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
