package dev.toolwatch.usage;

import dev.toolwatch.cardinality.Family;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.LowestUsers;
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
  private final Pool<SeriesUse>.Taken rowsTaken;
  private final Pool<ServiceMinute.ClientTrack>.Taken clientsTaken;
  private final Pool<TopUsers>.Taken busyTaken;
  private final Pool<LowestUsers>.Taken weeksTaken;
  private final LongTable<MinuteUse> minutes = new LongTable<>();

  /** There are few. Strings with the same hash are still told apart by their order. */
  private final Map<ServiceId, ServiceUse> services = new HashMap<>();

  /** By service: the row for operations that got no row of their own. */
  private final Map<ServiceId, SeriesUse> overflows = new HashMap<>();

  private int rows;
  private int clients;
  private int sessions;
  private long userBytes;

  Interval(UsageLimits limits, ZoneId zone, Pools pools) {
    this.limits = limits;
    this.zone = zone;
    rowsTaken = pools.rows.new Taken();
    clientsTaken = pools.clients.new Taken();
    busyTaken = pools.busy.new Taken();
    weeksTaken = pools.weeks.new Taken();
  }

  /** What the intervals of one loop count with. */
  static final class Pools {
    private final Pool<SeriesUse> rows = new Pool<>(SeriesUse::new, SeriesUse::clear);
    private final Pool<ServiceMinute.ClientTrack> clients =
        new Pool<>(ServiceMinute.ClientTrack::new, ServiceMinute.ClientTrack::clear);
    private final Pool<TopUsers> busy = new Pool<>(TopUsers::new, TopUsers::clear);
    private final Pool<LowestUsers> weeks = new Pool<>(LowestUsers::new, LowestUsers::clear);
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
    SeriesUse row = rowsTaken.take().begin(name, serviceMinute(in, name.service()));
    userBytes += row.users().bytes();
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

  private ServiceMinute serviceMinute(MinuteUse in, ServiceId id) {
    ServiceMinute known = in.service(id);
    if (known != null) {
      return known;
    }
    ServiceUse service = services.computeIfAbsent(id, ServiceUse::new);
    LowestUsers week = service.week(in.monday());
    if (week == null) {
      week = weeksTaken.take();
      userBytes += week.bytes();
      service.putWeek(in.monday(), week);
    }
    TopUsers busy = busyTaken.take();
    userBytes += busy.bytes();
    ServiceMinute added = new ServiceMinute(service, week, busy);
    in.put(id, added);
    return added;
  }

  /** Starts to count a client, or returns null if there is no room. */
  ServiceMinute.ClientTrack addClient(ServiceMinute service, SeriesKey name) {
    if (clients == limits.rows()) {
      return null;
    }
    clients++;
    ServiceMinute.ClientTrack client = clientsTaken.take();
    userBytes += client.users().bytes();
    service.put(name, client);
    return client;
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
   * @param other only to be recycled afterwards, when this one is not used any more either
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

  /** The end of counting: on the loop's thread. */
  void end() {
    rowsTaken.trim();
    clientsTaken.trim();
    busyTaken.trim();
    weeksTaken.trim();
  }

  /** Lets later intervals of its loop count with what this one has. It may not be used any more. */
  void recycle() {
    rowsTaken.giveBack();
    clientsTaken.giveBack();
    busyTaken.giveBack();
    weeksTaken.giveBack();
  }
}
