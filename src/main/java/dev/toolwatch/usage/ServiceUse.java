package dev.toolwatch.usage;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.LowestUsers;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.store.SessionKey;
import dev.toolwatch.store.SessionUse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sessions of one service, and samples of its users, regardless of the minute. Not thread-safe. */
final class ServiceUse {
  private final ServiceId service;
  private final LongTable<SessionTrack> sent = new LongTable<>();
  private final LongTable<SessionTrack> byUser = new LongTable<>();
  private final Map<Long, LowestUsers> weeks = new HashMap<>();

  ServiceUse(ServiceId service) {
    this.service = service;
  }

  ServiceId service() {
    return service;
  }

  /** The sample of users in a week. The caller limits the number of weeks. */
  LowestUsers week(long monday) {
    return weeks.computeIfAbsent(monday, week -> new LowestUsers());
  }

  /**
   * Counts operations of a session.
   *
   * @param mayAdd whether there is room for one more part of a session
   * @return how many parts were added, 0 or 1; or -1 if there was no room
   */
  int session(
      long id,
      boolean isUser,
      long fromMillis,
      long toMillis,
      long times,
      long pause,
      boolean mayAdd) {
    LongTable<SessionTrack> table = isUser ? byUser : sent;
    SessionTrack known = table.get(id);
    if (known != null && known.add(fromMillis, toMillis, times, isUser ? pause : Long.MAX_VALUE)) {
      return 0;
    }
    if (!mayAdd) {
      return -1;
    }
    table.put(id, new SessionTrack(known, fromMillis, toMillis, times));
    return 1;
  }

  void copySessions(Map<SessionKey, List<SessionUse>> into, long pauseMillis) {
    sent.forEach((id, track) -> copy(new SessionKey(service, id, false), track, into, pauseMillis));
    byUser.forEach(
        (id, track) -> copy(new SessionKey(service, id, true), track, into, pauseMillis));
  }

  private static void copy(
      SessionKey key,
      SessionTrack track,
      Map<SessionKey, List<SessionUse>> into,
      long pauseMillis) {
    into.put(key, track.snapshot(key.pauseMillis(pauseMillis)));
  }

  void copySamples(Map<Long, Map<ServiceId, UserSample>> into) {
    weeks.forEach(
        (monday, users) ->
            into.computeIfAbsent(monday, week -> new HashMap<>()).put(service, users.snapshot()));
  }
}
