package dev.toolwatch.store;

/**
 * What was seen of a session.
 *
 * @param firstMillis when its first operation began, since the Unix epoch
 * @param lastMillis when its last operation ended
 * @param operations in between
 */
public record SessionUse(long firstMillis, long lastMillis, long operations) {
  public SessionUse plus(SessionUse other) {
    return new SessionUse(
        Math.min(firstMillis, other.firstMillis),
        Math.max(lastMillis, other.lastMillis),
        operations + other.operations);
  }
}
