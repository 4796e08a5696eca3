package dev.toolwatch.otlp;

/** The request exceeds a limit. The message tells the sender which one. */
final class TooLargeException extends Exception {
  private static final long serialVersionUID = 1L;

  TooLargeException(String message) {
    super(message, null, false, false);
  }
}
