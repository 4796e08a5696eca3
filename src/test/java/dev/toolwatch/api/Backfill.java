package dev.toolwatch.api;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.SessionGroup;
import dev.toolwatch.store.SessionTable;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.UserCounts;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts calls into a store, a batch a day, as if they had come in when they happened. */
final class Backfill {
  private Backfill() {}

  static void into(Store store, List<Call> calls) {
    Map<LocalDate, List<Call>> days =
        calls.stream()
            .collect(Collectors.groupingBy(Backfill::day, TreeMap::new, Collectors.toList()));
    long sequence = 0;
    for (List<Call> day : days.values()) {
      store.add(batch(day), ++sequence);
    }
  }

  private static LocalDate day(Call call) {
    return LocalDate.ofInstant(call.end(), ZoneOffset.UTC);
  }

  private static long minute(Call call) {
    return Math.floorDiv(call.end().getEpochSecond(), 60);
  }

  private static Batch batch(List<Call> calls) {
    Map<Long, Map<Series, Rollup>> operations = new HashMap<>();
    Map<Long, Map<Client, ClientUse>> clients = new HashMap<>();
    Map<Long, Map<ServiceId, UserCounts>> users = new HashMap<>();
    by(calls, Backfill::minute)
        .forEach(
            (minute, here) -> {
              Map<Series, Rollup> rollups =
                  rollups(
                      here,
                      call -> new Series(ServiceId.of(call.service()), call.method(), call.tool()));
              rollups.putAll(rollups(here, call -> Series.whole(ServiceId.of(call.service()))));
              operations.put(minute, rollups);
              clients.put(minute, clients(here));
              users.put(minute, users(here));
            });
    return new Batch(operations, clients, sessions(calls), users, samples(calls));
  }

  private static <K> Map<K, List<Call>> by(List<Call> calls, Function<Call, K> key) {
    return calls.stream().collect(Collectors.groupingBy(key));
  }

  private static Map<Series, Rollup> rollups(List<Call> calls, Function<Call, Series> series) {
    Map<Series, Rollup> rollups = new HashMap<>();
    by(calls, series).forEach((name, here) -> rollups.put(name, rollup(here)));
    return rollups;
  }

  private static Rollup rollup(List<Call> calls) {
    ExponentialBuckets durations = new ExponentialBuckets();
    calls.forEach(call -> durations.record(call.seconds(), 1));
    return new Rollup(
        count(calls, Outcome.OK),
        count(calls, Outcome.CLIENT_ERROR),
        count(calls, Outcome.SERVER_ERROR),
        calls.stream().mapToDouble(Call::seconds).sum(),
        0,
        durations.snapshot(),
        UserSketch.of(users(calls.stream().mapToLong(Call::user).toArray())));
  }

  /** Without those that are not known. */
  private static long[] users(long[] all) {
    return java.util.Arrays.stream(all).filter(user -> user != 0).toArray();
  }

  private static long count(List<Call> calls, Outcome outcome) {
    return calls.stream().filter(call -> call.outcome() == outcome).count();
  }

  private static Map<Client, ClientUse> clients(List<Call> calls) {
    Map<Client, ClientUse> clients = new HashMap<>();
    by(calls, call -> new Client(ServiceId.of(call.service()), call.client(), "1.0"))
        .forEach(
            (client, here) ->
                clients.put(client, new ClientUse(here.size(), rollup(here).users())));
    return clients;
  }

  private static Map<ServiceId, UserCounts> users(List<Call> calls) {
    Map<ServiceId, UserCounts> users = new HashMap<>();
    by(calls, call -> ServiceId.of(call.service()))
        .forEach(
            (service, here) ->
                users.put(
                    service,
                    UserCounts.of(
                        here.stream()
                            .collect(Collectors.groupingBy(Call::user, Collectors.counting())),
                        0)));
    return users;
  }

  private static Map<SessionGroup, SessionTable> sessions(List<Call> calls) {
    Map<SessionGroup, SessionTable> sessions = new HashMap<>();
    for (Call call : calls) {
      sessions
          .computeIfAbsent(
              new SessionGroup(ServiceId.of(call.service()), false), group -> new SessionTable())
          .add(call.session(), call.startMillis(), call.end().toEpochMilli(), 1, Long.MAX_VALUE);
    }
    return sessions;
  }

  private static Map<Long, Map<ServiceId, UserSample>> samples(List<Call> calls) {
    Map<Long, Map<ServiceId, UserSample>> samples = new HashMap<>();
    by(calls, call -> monday(call).toEpochDay())
        .forEach(
            (week, inWeek) -> {
              Map<ServiceId, UserSample> services = new HashMap<>();
              by(inWeek, call -> ServiceId.of(call.service()))
                  .forEach(
                      (service, here) ->
                          services.put(
                              service,
                              UserSample.of(here.stream().mapToLong(Call::user).toArray())));
              samples.put(week, services);
            });
    return samples;
  }

  static LocalDate monday(Call call) {
    return day(call).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }
}
