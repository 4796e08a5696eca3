package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes batches of one thing each. */
public final class Batches {
  private Batches() {}

  /** So many operations that went well and took so many seconds each. */
  public static Rollup rollup(int operations, double seconds, long... users) {
    ExponentialBuckets durations = new ExponentialBuckets();
    durations.record(seconds, operations);
    return new Rollup(
        operations, 0, 0, operations * seconds, 0, durations.snapshot(), UserSketch.of(users));
  }

  public static Batch operations(Instant end, Series series, Rollup rollup) {
    return operations(Map.of(Minutes.of(end), Map.of(series, rollup)));
  }

  public static Batch operations(Map<Long, Map<Series, Rollup>> operations) {
    return new Batch(operations, Map.of(), Map.of(), Map.of(), Map.of());
  }

  public static Batch clients(Instant end, Client client, ClientUse use) {
    return new Batch(
        Map.of(), Map.of(Minutes.of(end), Map.of(client, use)), Map.of(), Map.of(), Map.of());
  }

  public static Batch users(Instant end, ServiceId service, UserCounts counts) {
    return new Batch(
        Map.of(), Map.of(), Map.of(), Map.of(Minutes.of(end), Map.of(service, counts)), Map.of());
  }

  public static Batch samples(long monday, ServiceId service, UserSample sample) {
    return new Batch(
        Map.of(), Map.of(), Map.of(), Map.of(), Map.of(monday, Map.of(service, sample)));
  }

  public static Batch session(SessionKey key, Instant first, int minutes, long operations) {
    long millis = first.toEpochMilli();
    SessionUse use = new SessionUse(millis, millis + minutes * 60_000L, operations);
    return new Batch(Map.of(), Map.of(), sessions(Map.of(key, List.of(use))), Map.of(), Map.of());
  }

  /** Sessions as a batch has them. */
  public static Map<SessionGroup, SessionTable> sessions(Map<SessionKey, List<SessionUse>> byKey) {
    Map<SessionGroup, SessionTable> sessions = new HashMap<>();
    byKey.forEach(
        (key, uses) ->
            uses.forEach(
                use ->
                    sessions
                        .computeIfAbsent(
                            new SessionGroup(key.service(), key.byUser()),
                            group -> new SessionTable())
                        .append(key.id(), use.firstMillis(), use.lastMillis(), use.operations())));
    return sessions;
  }

  /** The sessions of a batch, those of a key in order of time. */
  public static Map<SessionKey, List<SessionUse>> sessions(Batch batch) {
    Map<SessionKey, List<SessionUse>> byKey = new HashMap<>();
    batch
        .sessions()
        .forEach(
            (group, sessions) ->
                sessions.forEach(
                    (id, first, last, operations) ->
                        byKey
                            .computeIfAbsent(
                                new SessionKey(group.service(), id, group.byUser()),
                                key -> new ArrayList<>())
                            .add(new SessionUse(first, last, operations))));
    byKey.values().forEach(uses -> uses.sort(Comparator.comparing(SessionUse::firstMillis)));
    return byKey;
  }
}
