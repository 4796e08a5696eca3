package dev.toolwatch.wire;

/** The request cannot be decoded. The message tells the sender where and why. */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedException(String message) {
    // No stack trace: a sender can cause this as often as it likes.
    super(message, null, false, false);
  }

  public static MalformedException at(int position, String problem) {
    return new MalformedException(problem + " at byte " + position);
  }
}
