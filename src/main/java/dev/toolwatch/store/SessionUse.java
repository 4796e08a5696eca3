package dev.toolwatch.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What was seen of a session.
 *
 * @param firstMillis when its first operation began, since the Unix epoch
 * @param lastMillis when its last operation ended
 * @param operations in between
 */
public record SessionUse(long firstMillis, long lastMillis, long operations) {
  private static final Comparator<SessionUse> BY_TIME =
      Comparator.comparingLong(SessionUse::firstMillis);

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

  /** Both as one. */
  public SessionUse plus(SessionUse other) {
    return new SessionUse(
        Math.min(firstMillis, other.firstMillis),
        Math.max(lastMillis, other.lastMillis),
        operations + other.operations);
  }

  /**
   * The sessions that parts of them make up: two parts are of one session where the later begins at
   * most a pause after the earlier has ended. The result is the same in whatever order and groups
   * parts are put together, so it does not matter when and where they were seen.
   *
   * @param parts of one key, in any order
   * @param pauseMillis the longest pause within a session
   * @return in order of time
   */
  public static List<SessionUse> joined(Collection<SessionUse> parts, long pauseMillis) {
    if (parts.size() < 2) {
      return List.copyOf(parts);
    }
    List<SessionUse> sessions = new ArrayList<>(parts);
    sessions.sort(BY_TIME);
    int last = 0;
    for (int i = 1; i < sessions.size(); i++) {
      SessionUse open = sessions.get(last);
      SessionUse part = sessions.get(i);
      if (part.firstMillis - open.lastMillis <= pauseMillis) {
        sessions.set(last, open.plus(part));
      } else {
        sessions.set(++last, part);
      }
    }
    return List.copyOf(sessions.subList(0, last + 1));
  }
}
