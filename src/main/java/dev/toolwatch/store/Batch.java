package dev.toolwatch.store;

import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What has been counted since the last flush, to be added to the store once. Immutable. Minutes are
 * those of the operations' ends, in whole minutes since the Unix epoch.
 *
 * <p>Conservation: for each minute and service, {@link Series#whole} is the sum of the other series,
 * and so are the counts of its users where all operations tell theirs.
 *
 * @param operations by minute and series, those of the services as a whole among them
 * @param clients by minute and client
 * @param sessions seen, whenever: one for an id that was sent; of a user's as many as pauses leave
 * @param users operations of each user, by minute and service: of the most active ones
 * @param samples of users by week and service; a week is its Monday, in days since the epoch, in the
 *     calendar's time zone
 * @param logs by name: the positions up to which the records of logs are counted in what is stored with
 *     this batch and before it
 */
public record Batch(
    Map<Long, Map<Series, Rollup>> operations,
    Map<Long, Map<Client, ClientUse>> clients,
    Map<SessionGroup, SessionTable> sessions,
    Map<Long, Map<ServiceId, UserCounts>> users,
    Map<Long, Map<ServiceId, UserSample>> samples,
    Map<String, LogPosition> logs) {
  public static final Batch EMPTY = new Batch(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  /** Counts that come from no log. */
  public Batch(
      Map<Long, Map<Series, Rollup>> operations,
      Map<Long, Map<Client, ClientUse>> clients,
      Map<SessionGroup, SessionTable> sessions,
      Map<Long, Map<ServiceId, UserCounts>> users,
      Map<Long, Map<ServiceId, UserSample>> samples) {
    this(operations, clients, sessions, users, samples, Map.of());
  }

  /** The same counts, which bring logs to these positions. */
  public Batch at(List<LogPosition> positions) {
    Map<String, LogPosition> byName = new HashMap<>();
    positions.forEach(position -> byName.put(position.log(), position));
    return new Batch(operations, clients, sessions, users, samples, byName);
  }

  /**
   * What both have counted.
   *
   * @param other a later one, if both have positions of a log
   * @param sessionPauseMillis the longest pause within a user's session
   */
  public Batch plus(Batch other, long sessionPauseMillis) {
    return new Batch(
        merged(operations, other.operations, (a, b) -> merged(a, b, Rollup::plus)),
        merged(clients, other.clients, (a, b) -> merged(a, b, ClientUse::plus)),
        sessions(other, sessionPauseMillis),
        merged(users, other.users, (a, b) -> merged(a, b, UserCounts::plus)),
        merged(samples, other.samples, (a, b) -> merged(a, b, UserSample::plus)),
        merged(logs, other.logs, LogPosition::then));
  }

  /** One batch for each service in it; together they are the same, without the positions of logs. */
  SortedMap<ServiceId, Batch> byService() {
    var itsOperations = byService(operations, Series::service);
    var itsClients = byService(clients, Client::service);
    Map<ServiceId, Map<SessionGroup, SessionTable>> itsSessions = new HashMap<>();
    sessions.forEach(
        (group, table) ->
            itsSessions
                .computeIfAbsent(group.service(), first -> new HashMap<>())
                .put(group, table));
    var itsUsers = byService(users, Function.identity());
    var itsSamples = byService(samples, Function.identity());
    SortedMap<ServiceId, Batch> parts = new TreeMap<>();
    Set<ServiceId> services = new HashSet<>();
    List.of(itsOperations, itsClients, itsSessions, itsUsers, itsSamples)
        .forEach(its -> services.addAll(its.keySet()));
    for (ServiceId service : services) {
      parts.put(
          service,
          new Batch(
              itsOperations.getOrDefault(service, Map.of()),
              itsClients.getOrDefault(service, Map.of()),
              itsSessions.getOrDefault(service, Map.of()),
              itsUsers.getOrDefault(service, Map.of()),
              itsSamples.getOrDefault(service, Map.of())));
    }
    return parts;
  }

  /** The same batch, positions of logs and all, without what is of some services. */
  Batch without(Set<ServiceId> services) {
    return new Batch(
        without(operations, row -> services.contains(row.service())),
        without(clients, row -> services.contains(row.service())),
        without(sessions, services),
        without(users, services::contains),
        without(samples, services::contains),
        logs);
  }

  private static Map<SessionGroup, SessionTable> without(
      Map<SessionGroup, SessionTable> sessions, Set<ServiceId> services) {
    Map<SessionGroup, SessionTable> rest = new HashMap<>(sessions);
    rest.keySet().removeIf(group -> services.contains(group.service()));
    return rest;
  }

  private static <K, V> Map<Long, Map<K, V>> without(
      Map<Long, Map<K, V>> buckets, Predicate<K> dropped) {
    Map<Long, Map<K, V>> rest = new HashMap<>();
    buckets.forEach(
        (bucket, rows) -> {
          Map<K, V> its = new HashMap<>(rows);
          its.keySet().removeIf(dropped);
          if (!its.isEmpty()) {
            rest.put(bucket, its);
          }
        });
    return rest;
  }

  /** In one pass, however many services there are. */
  private static <K, V> Map<ServiceId, Map<Long, Map<K, V>>> byService(
      Map<Long, Map<K, V>> buckets, Function<K, ServiceId> service) {
    Map<ServiceId, Map<Long, Map<K, V>>> split = new HashMap<>();
    buckets.forEach(
        (bucket, rows) ->
            rows.forEach(
                (key, value) ->
                    split
                        .computeIfAbsent(service.apply(key), first -> new HashMap<>())
                        .computeIfAbsent(bucket, first -> new HashMap<>())
                        .put(key, value)));
    return split;
  }

  private Map<SessionGroup, SessionTable> sessions(Batch other, long pauseMillis) {
    if (sessions.isEmpty() || other.sessions.isEmpty()) {
      return sessions.isEmpty() ? other.sessions : sessions;
    }
    Map<SessionGroup, SessionTable> sum = new HashMap<>(sessions);
    other.sessions.forEach(
        (group, table) ->
            sum.merge(group, table, (a, b) -> a.plus(b, group.pauseMillis(pauseMillis))));
    return sum;
  }

  private static <K, V> Map<K, V> merged(Map<K, V> a, Map<K, V> b, BinaryOperator<V> plus) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    Map<K, V> sum = new HashMap<>(a);
    b.forEach((key, value) -> sum.merge(key, value, plus));
    return sum;
  }
}
