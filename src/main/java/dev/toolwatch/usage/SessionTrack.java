package dev.toolwatch.usage;

import dev.toolwatch.store.SessionUse;
import java.util.ArrayList;
import java.util.List;

/** What one loop has seen of the sessions of one key: parts that are more than a pause apart. */
final class SessionTrack {
  private final SessionTrack earlier;
  private long firstMillis;
  private long lastMillis;
  private long operations;

  /**
   * @param earlier the parts seen before, or null
   */
  SessionTrack(SessionTrack earlier, long firstMillis, long lastMillis, long operations) {
    this.earlier = earlier;
    this.firstMillis = firstMillis;
    this.lastMillis = lastMillis;
    this.operations = operations;
  }

  /**
   * Adds operations to the part that is at most a pause away.
   *
   * @return false if there is no such part
   */
  boolean add(long fromMillis, long toMillis, long times, long pauseMillis) {
    for (SessionTrack part = this; part != null; part = part.earlier) {
      if (fromMillis - part.lastMillis <= pauseMillis
          && part.firstMillis - toMillis <= pauseMillis) {
        part.firstMillis = Math.min(part.firstMillis, fromMillis);
        part.lastMillis = Math.max(part.lastMillis, toMillis);
        part.operations += times;
        return true;
      }
    }
    return false;
  }

  List<SessionUse> snapshot(long pauseMillis) {
    if (earlier == null) {
      return List.of(new SessionUse(firstMillis, lastMillis, operations));
    }
    List<SessionUse> parts = new ArrayList<>();
    for (SessionTrack part = this; part != null; part = part.earlier) {
      parts.add(new SessionUse(part.firstMillis, part.lastMillis, part.operations));
    }
    // Later operations may have closed the gap between two parts.
    return SessionUse.joined(parts, pauseMillis);
  }
}
