package dev.toolwatch.past;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.SessionTotals;
import dev.toolwatch.store.UserCounts;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/** What a service did in some time. Not thread-safe. */
final class ServiceTally {
  private final ServiceId service;

  /** In the order in which they were drawn, for what is drawn next. */
  private final Map<Series, SeriesTally> series = new LinkedHashMap<>();

  private final Map<Series, Integer> ofOneUser = new LinkedHashMap<>();
  private final Map<Client, ClientTally> clients = new HashMap<>();
  private final SeriesTally whole = new SeriesTally();
  private final long[] byUser;
  private final ExponentialBuckets sessionSeconds = new ExponentialBuckets();
  private final ExponentialBuckets sessionSizes = new ExponentialBuckets();
  private double sumSeconds;
  private long sessions;

  /**
   * @param users that there are
   */
  ServiceTally(ServiceId service, int users) {
    this.service = service;
    byUser = new long[users];
    series.put(Series.whole(service), whole);
  }

  /**
   * The operations of a series.
   *
   * @param user the only one who made them, from 1; 0 if all did
   */
  SeriesTally series(String method, String tool, int user) {
    Series name = new Series(service, method, tool);
    if (user > 0) {
      ofOneUser.put(name, user);
    }
    return series.computeIfAbsent(name, first -> new SeriesTally());
  }

  /** Visits all series but the whole, with the only user of each, from 1, or 0. */
  void forEachSeries(ObjIntConsumer<SeriesTally> visitor) {
    series.forEach(
        (name, tally) -> {
          if (tally != whole) {
            visitor.accept(tally, ofOneUser.getOrDefault(name, 0));
          }
        });
  }

  /** Operations of those series that only one user has made. */
  long ofOneUser() {
    return ofOneUser.keySet().stream().mapToLong(name -> series.get(name).operations()).sum();
  }

  SeriesTally whole() {
    return whole;
  }

  /** Counts a user's operations, and those of the client. */
  void user(int user, long operations, Client client) {
    byUser[user] += operations;
    ClientTally use = clients.computeIfAbsent(client, first -> new ClientTally());
    use.operations += operations;
    use.users.set(user);
  }

  ServiceId service() {
    return service;
  }

  long operations() {
    return whole.operations();
  }

  /** Operations of each user. */
  long[] byUser() {
    return byUser;
  }

  void sessions(long number, LogNormal spread, double medianSeconds, double medianSize) {
    sessions += number;
    sumSeconds += spread.record(medianSeconds, number, 0.5, sessionSeconds);
    double unused = spread.record(medianSize, number, 0.5, sessionSizes);
  }

  void add(ServiceTally other) {
    other.series.forEach(
        (name, tally) -> series.computeIfAbsent(name, first -> new SeriesTally()).add(tally));
    ofOneUser.putAll(other.ofOneUser);
    other.clients.forEach(
        (name, tally) -> {
          ClientTally sum = clients.computeIfAbsent(name, first -> new ClientTally());
          sum.operations += tally.operations;
          sum.users.or(tally.users);
        });
    for (int user = 0; user < byUser.length; user++) {
      byUser[user] += other.byUser[user];
    }
    sessions += other.sessions;
    sumSeconds += other.sumSeconds;
    sessionSeconds.add(other.sessionSeconds.snapshot());
    sessionSizes.add(other.sessionSizes.snapshot());
  }

  void copyEvents(Map<Series, Rollup> into) {
    series.forEach((name, tally) -> into.put(name, tally.withoutUsers()));
  }

  void copyRollups(UserNames names, Map<Series, Rollup> into) {
    series.forEach((name, tally) -> into.put(name, tally.rollup(names)));
  }

  void copyClients(UserNames names, Map<Client, ClientUse> into) {
    clients.forEach(
        (name, tally) ->
            into.put(name, new ClientUse(tally.operations, names.sketch(tally.users))));
  }

  void copyUsers(UserNames names, Map<ServiceId, UserCounts> into) {
    into.put(service, names.counts(byUser));
  }

  void copySample(UserNames names, Map<ServiceId, UserSample> into) {
    into.put(service, names.sample(whole().users));
  }

  void copySessions(Map<ServiceId, SessionTotals> into) {
    into.put(
        service,
        new SessionTotals(
            sessions,
            operations(),
            sumSeconds,
            0,
            sessionSeconds.snapshot(),
            sessionSizes.snapshot()));
  }

  private static final class ClientTally {
    private final BitSet users = new BitSet();
    private long operations;
  }
}
