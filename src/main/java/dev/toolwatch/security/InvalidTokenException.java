package dev.toolwatch.security;

/** A configured token that cannot be one. The message never holds the token. */
final class InvalidTokenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvalidTokenException(String message) {
    super(message);
  }
}
