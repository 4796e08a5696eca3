package dev.toolwatch.usage;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.LowestUsers;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.store.SessionGroup;
import dev.toolwatch.store.SessionTable;
import java.util.HashMap;
import java.util.Map;

/** Sessions of one service, and samples of its users, regardless of the minute. Not thread-safe. */
final class ServiceUse {
  private final ServiceId service;
  private final SessionTable sent = new SessionTable();
  private final SessionTable byUser = new SessionTable();
  private final Map<Long, LowestUsers> weeks = new HashMap<>();

  ServiceUse(ServiceId service) {
    this.service = service;
  }

  ServiceId service() {
    return service;
  }

  /** The sample of users in a week, or null if there is none. */
  LowestUsers week(long monday) {
    return weeks.get(monday);
  }

  /** Begins a sample. The caller limits the number of weeks. */
  void putWeek(long monday, LowestUsers users) {
    weeks.put(monday, users);
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
    SessionTable table = isUser ? byUser : sent;
    if (table.extend(id, fromMillis, toMillis, times, isUser ? pause : Long.MAX_VALUE)) {
      return 0;
    }
    if (!mayAdd) {
      return -1;
    }
    table.append(id, fromMillis, toMillis, times);
    return 1;
  }

  /** Adds what another loop has counted. */
  void add(ServiceUse other, long pauseMillis) {
    sent.addAll(other.sent, Long.MAX_VALUE);
    byUser.addAll(other.byUser, pauseMillis);
    other.weeks.forEach(
        (monday, users) -> {
          LowestUsers known = weeks.putIfAbsent(monday, users);
          if (known != null) {
            known.addAll(users);
          }
        });
  }

  void copySessions(Map<SessionGroup, SessionTable> into) {
    copy(false, sent, into);
    copy(true, byUser, into);
  }

  private void copy(boolean isUser, SessionTable sessions, Map<SessionGroup, SessionTable> into) {
    if (sessions.size() > 0) {
      into.put(new SessionGroup(service, isUser), sessions);
    }
  }

  void copySamples(Map<Long, Map<ServiceId, UserSample>> into) {
    weeks.forEach(
        (monday, users) ->
            into.computeIfAbsent(monday, week -> new HashMap<>()).put(service, users.snapshot()));
  }
}
