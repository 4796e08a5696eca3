package dev.toolwatch.otlp;

/** The request cannot be kept on disk. The sender may send it again. */
final class NotKeptException extends Exception {
  private static final long serialVersionUID = 1L;

  NotKeptException(String message) {
    super(message, null, false, false);
  }
}
