package dev.toolwatch.store;

/**
 * What was seen of a session.
 *
 * @param firstMillis when its first operation began, since the Unix epoch
 * @param lastMillis when its last operation ended
 * @param operations in between
 */
public record SessionUse(long firstMillis, long lastMillis, long operations) {
  /**
   * What a row says.
   *
   * @throws IllegalArgumentException if no session can be like this
   */
  static SessionUse stored(long firstMillis, long lastMillis, long operations) {
    if (firstMillis < 0 || lastMillis < firstMillis || operations < 0) {
      throw new IllegalArgumentException("it ends at %d".formatted(lastMillis));
    }
    return new SessionUse(firstMillis, lastMillis, operations);
  }
}
