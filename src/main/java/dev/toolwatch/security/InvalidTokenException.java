package dev.toolwatch.security;

/** A configured token is invalid. The message never contains the token. */
final class InvalidTokenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvalidTokenException(String message) {
    super(message);
  }
}
