package dev.toolwatch.usage;

import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.SessionKey;
import dev.toolwatch.store.SessionUse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tracks the sessions that this process sees, and records how long each one was once it has paused
 * for too long. Limited: sessions above the limit are not tracked, but counted as limited. The
 * services are limited by their budget. Thread-safe.
 */
final class EndedSessions {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final int maxSessions;
  private final long pauseMillis;
  private final UsageCounts counts;
  private final Map<SessionKey, List<SessionUse>> open = new HashMap<>();
  private final Map<ServiceId, SessionDurations> durations = new TreeMap<>();

  EndedSessions(int maxSessions, long pauseMillis, UsageCounts counts) {
    this.maxSessions = maxSessions;
    this.pauseMillis = pauseMillis;
    this.counts = counts;
  }

  /** Adds operations of sessions, and records the sessions that are over. */
  synchronized void add(Map<SessionKey, List<SessionUse>> more, long nowMillis) {
    more.forEach(
        (key, parts) -> {
          List<SessionUse> known = open.getOrDefault(key, List.of());
          if (!known.isEmpty() || open.size() < maxSessions) {
            List<SessionUse> all = new ArrayList<>(known);
            all.addAll(parts);
            open.put(key, SessionUse.joined(all, key.pauseMillis(pauseMillis)));
          } else {
            parts.forEach(part -> counts.add(UsageCounts.Limit.SESSIONS, part.operations()));
          }
        });
    for (Iterator<Map.Entry<SessionKey, List<SessionUse>>> each = open.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<SessionKey, List<SessionUse>> session = each.next();
      if (isAnyOver(session.getValue(), nowMillis)) {
        session.setValue(withoutOver(session.getKey().service(), session.getValue(), nowMillis));
      }
      if (session.getValue().isEmpty()) {
        each.remove();
      }
    }
  }

  private boolean isAnyOver(List<SessionUse> parts, long nowMillis) {
    for (SessionUse part : parts) {
      if (isOver(part, nowMillis)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOver(SessionUse session, long nowMillis) {
    return nowMillis - session.lastMillis() > pauseMillis;
  }

  private List<SessionUse> withoutOver(ServiceId service, List<SessionUse> parts, long nowMillis) {
    List<SessionUse> going = new ArrayList<>();
    for (SessionUse part : parts) {
      if (isOver(part, nowMillis)) {
        durations
            .computeIfAbsent(service, name -> new SessionDurations())
            .add((part.lastMillis() - part.firstMillis()) / MILLIS_PER_SECOND);
      } else {
        going.add(part);
      }
    }
    return going;
  }

  /** Forgets a service that has lost its name. */
  synchronized void forget(ServiceId service) {
    durations.remove(service);
  }

  synchronized void save(CheckpointWriter state) {
    state.number(durations.size());
    durations.forEach(
        (service, one) -> {
          state.text(service.name());
          one.save(state);
        });
    state.number(open.size());
    open.forEach(
        (key, parts) -> {
          state.text(key.service().name()).fixed(key.id()).number(key.byUser() ? 1 : 0);
          state.number(parts.size());
          for (SessionUse part : parts) {
            state
                .number(part.firstMillis())
                .number(part.lastMillis() - part.firstMillis())
                .number(part.operations());
          }
        });
  }

  /** Continues from an earlier process. */
  synchronized void resume(EarlierSessions earlier) {
    durations.putAll(earlier.durations());
    earlier
        .open()
        .forEach(
            (key, parts) -> {
              if (open.size() < maxSessions) {
                open.put(key, parts);
              }
            });
  }

  synchronized MetricFamily family(long createdMillis) {
    List<HistogramSample> samples = new ArrayList<>();
    durations.forEach(
        (service, one) ->
            samples.add(one.sample(Labels.of("service_name", service.name()), createdMillis)));
    return MetricFamily.durations(
        "mcp_server_session_duration_seconds",
        "Duration of ended sessions, from the first operation to the last.",
        samples);
  }
}
