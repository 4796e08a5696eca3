package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import java.time.Instant;
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
    return new Batch(Map.of(), Map.of(), Map.of(key, List.of(use)), Map.of(), Map.of());
  }
}
