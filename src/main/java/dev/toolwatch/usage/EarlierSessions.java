package dev.toolwatch.usage;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.SessionKey;
import dev.toolwatch.store.SessionUse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What an earlier process knew about sessions.
 *
 * @param durations the durations of ended sessions, by service
 * @param open the open sessions, in order of time
 */
record EarlierSessions(
    Map<ServiceId, SessionDurations> durations, Map<SessionKey, List<SessionUse>> open) {
  /**
   * @throws IllegalArgumentException if {@link EndedSessions#save} did not write this
   */
  static EarlierSessions of(CheckpointReader state) {
    Map<ServiceId, SessionDurations> durations = new TreeMap<>();
    for (int left = state.size(); left > 0; left--) {
      durations.put(ServiceId.of(state.text()), SessionDurations.of(state));
    }
    Map<SessionKey, List<SessionUse>> open = new HashMap<>();
    for (int left = state.size(); left > 0; left--) {
      SessionKey key =
          new SessionKey(ServiceId.of(state.text()), state.fixed(), state.atMost(1) == 1);
      List<SessionUse> parts = new ArrayList<>();
      for (int more = state.size(); more > 0; more--) {
        long firstMillis = state.millis();
        parts.add(new SessionUse(firstMillis, firstMillis + state.millis(), state.count()));
      }
      open.put(key, List.copyOf(parts));
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
    Map<SessionKey, List<SessionUse>> parts = new HashMap<>();
    open.forEach(
        (key, uses) ->
            parts
                .computeIfAbsent(
                    new SessionKey(names.apply(key.service()), key.id(), key.byUser()),
                    renamed -> new ArrayList<>())
                .addAll(uses));
    return new EarlierSessions(sums, parts);
  }
}
