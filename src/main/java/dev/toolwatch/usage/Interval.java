package dev.toolwatch.usage;

import dev.toolwatch.cardinality.Family;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.SessionGroup;
import dev.toolwatch.store.SessionTable;
import dev.toolwatch.store.UserCounts;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one event loop has counted since the last hand-over. Written by that loop's thread until it is
 * handed over. Not thread-safe.
 */
final class Interval {
  private final UsageLimits limits;
  private final ZoneId zone;
  private final LongTable<MinuteUse> minutes = new LongTable<>();

  /** There are few. Strings with the same hash are still told apart by their order. */
  private final Map<ServiceId, ServiceUse> services = new HashMap<>();

  /** By service: the row for operations that got no row of their own. */
  private final Map<ServiceId, SeriesUse> overflows = new HashMap<>();

  private int rows;
  private int clients;
  private int sessions;
  private long userBytes;

  Interval(UsageLimits limits, ZoneId zone) {
    this.limits = limits;
    this.zone = zone;
  }

  /** The counts of a minute, or null if there are none. */
  MinuteUse minute(long minute) {
    return minutes.get(minute);
  }

  boolean hasRoomForRow() {
    return rows < limits.rows();
  }

  /** Adds a row for a name in a minute. */
  SeriesUse addRow(long minute, SeriesKey name) {
    rows++;
    MinuteUse in = minutes.get(minute);
    if (in == null) {
      in = new MinuteUse(minute, zone);
      minutes.put(minute, in);
    }
    Series series = new Series(name.service(), name.method(), name.tool());
    SeriesUse row = new SeriesUse(series, in.service(service(name.service())));
    in.put(name, row);
    return row;
  }

  /** The row for a service's operations when there is no room for more rows. */
  SeriesUse overflow(long minute, ServiceId serviceName) {
    SeriesUse known = overflows.get(serviceName);
    if (known != null) {
      return known;
    }
    SeriesUse row = addRow(minute, new SeriesKey(serviceName, Family.OTHER, Family.OTHER, ""));
    overflows.put(serviceName, row);
    return row;
  }

  private ServiceUse service(ServiceId id) {
    return services.computeIfAbsent(id, ServiceUse::new);
  }

  /** Reserves room for one more client row. Returns false if there is none. */
  boolean takeClient() {
    boolean room = clients < limits.rows();
    clients += room ? 1 : 0;
    return room;
  }

  boolean hasRoomForSession() {
    return sessions < limits.sessions();
  }

  void addSessions(int number) {
    sessions += number;
  }

  boolean hasRoomForUsers() {
    return userBytes < limits.userBytes();
  }

  void addUserBytes(int bytes) {
    userBytes += bytes;
  }

  /**
   * Adds what another loop has counted.
   *
   * @param other not to be used afterwards
   */
  void add(Interval other, long sessionPauseMillis) {
    other.minutes.forEach(
        (minute, use) -> {
          MinuteUse known = minutes.get(minute);
          if (known == null) {
            minutes.put(minute, use);
          } else {
            known.add(use);
          }
        });
    other.services.forEach(
        (name, use) -> {
          ServiceUse known = services.putIfAbsent(name, use);
          if (known != null) {
            known.add(use, sessionPauseMillis);
          }
        });
  }

  /** Everything counted, in the form that the store takes. May be called once. */
  Batch batch() {
    Map<Long, Map<Series, Rollup>> operations = new TreeMap<>();
    Map<Long, Map<Client, ClientUse>> clientUses = new TreeMap<>();
    Map<Long, Map<ServiceId, UserCounts>> users = new TreeMap<>();
    minutes.forEach(
        (minute, use) -> {
          operations.put(minute, use.operations());
          users.put(minute, use.users());
          Map<Client, ClientUse> ofMinute = use.clients();
          if (!ofMinute.isEmpty()) {
            clientUses.put(minute, ofMinute);
          }
        });
    Map<SessionGroup, SessionTable> sessionUses = new HashMap<>();
    Map<Long, Map<ServiceId, UserSample>> samples = new TreeMap<>();
    for (ServiceUse service : services.values()) {
      service.copySessions(sessionUses);
      service.copySamples(samples);
    }
    return new Batch(operations, clientUses, sessionUses, users, samples);
  }
}
