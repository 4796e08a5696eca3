package dev.toolwatch.otlp;

/** The request exceeds a limit; the message names the limit, for the sender to read. */
final class TooLargeException extends Exception {
  private static final long serialVersionUID = 1L;

  TooLargeException(String message) {
    super(message, null, false, false);
  }
}
