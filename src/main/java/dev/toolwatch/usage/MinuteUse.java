package dev.toolwatch.usage;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.UserCounts;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** What was counted in one minute. Its interval limits its size. Not thread-safe. */
final class MinuteUse {
  private static final int SECONDS = 60;

  private final long monday;

  /**
   * Keyed by the identity of the object that the budget hands out for a name. This needs no hashing
   * of strings, and nobody can choose names that collide. A name that lost its place and got it
   * back has another object, and so two rows, which the batch merges.
   */
  private final IdentityHashMap<SeriesKey, SeriesUse> rows = new IdentityHashMap<>();

  private final Map<ServiceId, ServiceMinute> services = new HashMap<>();

  /**
   * @param minute since the Unix epoch
   * @param zone the time zone of the calendar
   */
  MinuteUse(long minute, ZoneId zone) {
    monday =
        LocalDate.ofInstant(Instant.ofEpochSecond(minute * SECONDS), zone)
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
            .toEpochDay();
  }

  SeriesUse row(SeriesKey name) {
    return rows.get(name);
  }

  void put(SeriesKey name, SeriesUse row) {
    rows.put(name, row);
  }

  /** The Monday of its week, in days since the Unix epoch. */
  long monday() {
    return monday;
  }

  /** The other counts of a service, or null if there are none. */
  ServiceMinute service(ServiceId name) {
    return services.get(name);
  }

  void put(ServiceId name, ServiceMinute service) {
    services.put(name, service);
  }

  /** Adds what another loop has counted in the same minute. */
  void add(MinuteUse other) {
    other.rows.forEach(
        (name, use) -> {
          SeriesUse known = rows.putIfAbsent(name, use);
          if (known != null) {
            known.add(use);
          }
        });
    other.services.forEach(
        (name, use) -> {
          ServiceMinute known = services.putIfAbsent(name, use);
          if (known != null) {
            known.add(use);
          }
        });
  }

  /** Roll-ups of each series, and of each service as a whole. */
  Map<Series, Rollup> operations() {
    Map<Series, Rollup> operations = new HashMap<>();
    Map<ServiceId, SeriesUse> wholes = new HashMap<>();
    for (SeriesUse row : rows.values()) {
      Series series = row.series();
      operations.merge(series, row.snapshot(), Rollup::plus);
      wholes.computeIfAbsent(series.service(), service -> new SeriesUse()).add(row);
    }
    wholes.forEach((service, whole) -> operations.put(Series.whole(service), whole.snapshot()));
    return operations;
  }

  Map<Client, ClientUse> clients() {
    Map<Client, ClientUse> clients = new HashMap<>();
    services.values().forEach(service -> service.copyClients(clients));
    return clients;
  }

  Map<ServiceId, UserCounts> users() {
    Map<ServiceId, UserCounts> users = new HashMap<>();
    services.forEach((name, service) -> users.put(name, service.busy().snapshot()));
    return users;
  }
}
