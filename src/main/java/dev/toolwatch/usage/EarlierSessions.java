package dev.toolwatch.usage;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.SessionGroup;
import dev.toolwatch.store.SessionTable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What an earlier process knew about sessions.
 *
 * @param durations the durations of ended sessions, by service
 * @param open the open sessions
 */
record EarlierSessions(
    Map<ServiceId, SessionDurations> durations, Map<SessionGroup, SessionTable> open) {
  /**
   * @throws IllegalArgumentException if {@link EndedSessions#save} did not write this
   */
  static EarlierSessions of(CheckpointReader state) {
    Map<ServiceId, SessionDurations> durations = new TreeMap<>();
    for (int left = state.size(); left > 0; left--) {
      durations.put(ServiceId.of(state.text()), SessionDurations.of(state));
    }
    Map<SessionGroup, SessionTable> open = new HashMap<>();
    for (int left = state.size(); left > 0; left--) {
      ServiceId service = ServiceId.of(state.text());
      long id = state.fixed();
      SessionTable sessions = sessions(open, new SessionGroup(service, state.atMost(1) == 1));
      for (int more = state.size(); more > 0; more--) {
        long firstMillis = state.millis();
        sessions.append(id, firstMillis, firstMillis + state.millis(), state.count());
      }
    }
    return new EarlierSessions(durations, open);
  }

  /**
   * The same sessions under other service names. Sums up services that end up with the same name.
   */
  EarlierSessions renamed(UnaryOperator<ServiceId> names) {
    Map<ServiceId, SessionDurations> sums = new TreeMap<>();
    durations.forEach(
        (service, one) ->
            sums.computeIfAbsent(names.apply(service), name -> new SessionDurations()).add(one));
    Map<SessionGroup, SessionTable> renamed = new HashMap<>();
    open.forEach(
        (group, sessions) ->
            sessions.forEach(
                sessions(renamed, new SessionGroup(names.apply(group.service()), group.byUser()))
                    ::append));
    return new EarlierSessions(sums, renamed);
  }

  private static SessionTable sessions(Map<SessionGroup, SessionTable> all, SessionGroup group) {
    return all.computeIfAbsent(group, first -> new SessionTable());
  }
}
