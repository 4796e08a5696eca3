package dev.toolwatch.usage;

import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.SessionGroup;
import dev.toolwatch.store.SessionTable;
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
  private final Map<SessionGroup, SessionTable> open = new HashMap<>();
  private final Map<ServiceId, SessionDurations> durations = new TreeMap<>();

  /** Of all that are open. */
  private int size;

  EndedSessions(int maxSessions, long pauseMillis, UsageCounts counts) {
    this.maxSessions = maxSessions;
    this.pauseMillis = pauseMillis;
    this.counts = counts;
  }

  /** Adds operations of sessions, and records the sessions that are over. */
  synchronized void add(Map<SessionGroup, SessionTable> more, long nowMillis) {
    more.forEach(this::add);
    for (Iterator<Map.Entry<SessionGroup, SessionTable>> each = open.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<SessionGroup, SessionTable> group = each.next();
      SessionTable sessions = group.getValue();
      int before = sessions.size();
      sessions.removeEnded(
          nowMillis - pauseMillis,
          (id, first, last, operations) ->
              durations
                  .computeIfAbsent(group.getKey().service(), name -> new SessionDurations())
                  .add((last - first) / MILLIS_PER_SECOND));
      size -= before - sessions.size();
      if (sessions.size() == 0) {
        each.remove();
      }
    }
  }

  private void add(SessionGroup group, SessionTable more) {
    SessionTable known = open.computeIfAbsent(group, first -> new SessionTable());
    long pause = group.pauseMillis(pauseMillis);
    size -= known.size();
    more.forEach(
        (id, first, last, operations) -> {
          if (known.extend(id, first, last, operations, pause)) {
            return;
          }
          if (size + known.size() < maxSessions) {
            known.append(id, first, last, operations);
          } else {
            counts.add(UsageCounts.Limit.SESSIONS, operations);
          }
        });
    size += known.size();
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
    state.number(size);
    open.forEach(
        (group, sessions) ->
            sessions.forEach(
                (id, first, last, operations) -> {
                  state.text(group.service().name()).fixed(id).number(group.byUser() ? 1 : 0);
                  state.number(1).number(first).number(last - first).number(operations);
                }));
  }

  /** Continues from an earlier process. */
  synchronized void resume(EarlierSessions earlier) {
    durations.putAll(earlier.durations());
    earlier.open().forEach(this::add);
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
