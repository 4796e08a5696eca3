package dev.toolwatch.wire;

/** A {@link ByteSink} would exceed its limit. */
public final class ByteLimitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ByteLimitException(int limit) {
    super("more than " + limit + " bytes");
  }
}
