package dev.toolwatch.usage;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Placement;
import dev.toolwatch.signal.Side;
import dev.toolwatch.sketch.UserSet;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Counts who uses what on one event loop. It counts the operations that servers handled, as often
 * and under the same names as {@code red} does. Recording belongs to that loop's thread. {@link
 * #handOver} may be called from any thread.
 *
 * <p>{@link Placement} says which minute an operation counts for.
 */
public final class UsageShard {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long DAY_MILLIS = Minutes.DAY * Minutes.MILLIS;

  /** Spreads hashes of clients' names over the range of pseudonyms. Odd. */
  private static final long CLIENT_ID = 0x9E3779B97F4A7C15L;

  /** Opens a session, so that its span cannot name one yet. */
  private static final String INITIALIZE = "initialize";

  private final Executor loop;
  private final UsageLimits limits;
  private final ZoneId zone;
  private final long pauseMillis;
  private final UsageCounts counts;
  private final ClientNames clientNames;
  private final Interval.Pools pools = new Interval.Pools();

  private Interval interval;

  /** The minute of the last operation: the next one usually falls into the same minute. */
  private MinuteUse lastUse;

  private long lastMinute = -1;
  private long nowMillis;
  private long endMillis;

  /**
   * @param loop runs tasks on the event loop's thread
   * @param pauseMillis the longest pause within a user's session
   */
  UsageShard(
      Executor loop,
      UsageLimits limits,
      ZoneId zone,
      long pauseMillis,
      UsageCounts counts,
      ClientNames clientNames) {
    this.loop = loop;
    this.limits = limits;
    this.zone = zone;
    this.pauseMillis = pauseMillis;
    this.counts = counts;
    this.clientNames = clientNames;
    interval = new Interval(limits, zone, pools);
  }

  /** Sets the arrival time of what follows, so that operations need not ask the clock. */
  public void received(long epochMillis) {
    nowMillis = epochMillis;
  }

  /** Must be called regularly, so that unused names of clients are forgotten. */
  public void tick(long epochMillis) {
    clientNames.tick(epochMillis);
  }

  /**
   * Counts an operation, unless it is one of a probe: use is that of users.
   *
   * @param name the name it counts for; the same object for the same name, as long as it keeps its
   *     place
   * @param times how often it counts, at least 1
   */
  public void record(Operation operation, SeriesKey name, long times) {
    if (operation.side() != Side.SERVER || operation.isProbe()) {
      return;
    }
    SeriesUse row = row(operation, name, times);
    row.record(operation.outcome(), operation.durationNanos(), times);
    if (!countIdentity(row, operation, times)) {
      row.service().busy().addOthers(times);
    }
  }

  /**
   * Counts the user, session and client of an operation that is itself counted from its service's
   * own metrics.
   *
   * @param name as for {@link #record(Operation, SeriesKey, long)}
   * @param times how many operations the span stands for, at least 1
   */
  public void witness(Operation operation, SeriesKey name, long times) {
    boolean tells =
        operation.user() != 0
            || operation.session() != 0
            || !operation.clientName().isEmpty()
            || operation.isProbe();
    if (operation.side() != Side.SERVER || !tells) {
      return;
    }
    SeriesUse row = row(operation, name, 0);
    if (operation.isProbe() || countIdentity(row, operation, times)) {
      // The metrics count the operation too, as one of an unknown user.
      row.service().busy().addOthers(-times);
    }
  }

  /** Counts the client, the user and the session. Returns whether the user was counted. */
  private boolean countIdentity(SeriesUse row, Operation operation, long times) {
    ServiceMinute service = row.service();
    UserSet ofClient = client(service, operation, times);
    long user = operation.user();
    boolean counted = user != 0 && interval.hasRoomForUsers();
    if (counted) {
      user(row, ofClient, user, times);
    } else if (user != 0) {
      counts.add(UsageCounts.Limit.USERS, times);
    }
    session(service.service(), operation, times);
    return counted;
  }

  /**
   * Counts operations that differ only in their durations and whose users are unknown.
   *
   * @param times the number of operations, at least 1
   */
  public void record(Operation operation, SeriesKey name, Distribution durations, long times) {
    if (operation.side() != Side.SERVER) {
      return;
    }
    SeriesUse row = row(operation, name, times);
    row.record(operation.outcome(), durations);
    row.service().busy().addOthers(times);
  }

  private SeriesUse row(Operation operation, SeriesKey name, long times) {
    endMillis = placed(operation.endNanos(), times);
    long minute = Minutes.ofMillis(endMillis);
    MinuteUse use = minute == lastMinute ? lastUse : interval.minute(minute);
    SeriesUse row = use == null ? null : use.row(name);
    if (row == null) {
      row = newRow(minute, name, times);
    }
    if (minute != lastMinute || lastUse == null) {
      lastMinute = minute;
      lastUse = interval.minute(minute);
    }
    return row;
  }

  private SeriesUse newRow(long minute, SeriesKey name, long times) {
    if (interval.hasRoomForRow()) {
      return interval.addRow(minute, name);
    }
    counts.add(UsageCounts.Limit.ROWS, times);
    return interval.overflow(Minutes.ofMillis(nowMillis), name.service());
  }

  /** The time that an operation counts for. */
  private long placed(long endNanos, long times) {
    long ended = Placement.endMillis(endNanos);
    Placement placement = Placement.of(ended, nowMillis);
    if (placement != Placement.ENDED) {
      counts.add(
          placement == Placement.LATE ? UsageCounts.Misplaced.LATE : UsageCounts.Misplaced.FUTURE,
          times);
    }
    return placement.millis(ended, nowMillis);
  }

  /**
   * Counts an operation for its client. Returns the client's users, or null if no client is named.
   */
  private UserSet client(ServiceMinute service, Operation operation, long times) {
    if (operation.clientName().isEmpty()) {
      return null;
    }
    SeriesKey name = clientNames.of(operation);
    ServiceMinute.ClientTrack client = service.client(name);
    if (client == null) {
      client = interval.addClient(service, name);
      if (client == null) {
        counts.add(UsageCounts.Limit.CLIENTS, times);
        client = service.furtherClients();
      }
    }
    client.add(times);
    return client.users();
  }

  private void user(SeriesUse row, UserSet ofClient, long user, long times) {
    ServiceMinute service = row.service();
    add(row.users(), user);
    if (ofClient != null) {
      add(ofClient, user);
    }
    int before = service.busy().bytes() + service.week().bytes();
    service.busy().add(user, times);
    service.week().add(user);
    interval.addUserBytes(service.busy().bytes() + service.week().bytes() - before);
  }

  private void add(UserSet users, long user) {
    int before = users.bytes();
    users.add(user);
    interval.addUserBytes(users.bytes() - before);
  }

  private void session(ServiceUse service, Operation operation, long times) {
    boolean sent = operation.session() != 0;
    long id = sent ? operation.session() : withoutId(operation);
    if (id == 0) {
      return;
    }
    // Limit durations to a day, in case a sender's clock is wrong.
    long fromMillis = endMillis - Math.min(operation.durationNanos() / NANOS_PER_MILLI, DAY_MILLIS);
    int more =
        service.session(
            id, !sent, fromMillis, endMillis, times, pauseMillis, interval.hasRoomForSession());
    if (more < 0) {
      counts.add(UsageCounts.Limit.SESSIONS, times);
    } else {
      interval.addSessions(more);
    }
  }

  /** Whose pauses part the sessions if they have no ids; 0 if that is not known. */
  private static long withoutId(Operation operation) {
    if (operation.method().equals(INITIALIZE)) {
      return 0;
    }
    boolean byClient =
        operation.user() == 0 && operation.isStateless() && !operation.clientName().isEmpty();
    return byClient ? operation.clientName().hashCode() * CLIENT_ID : operation.user();
  }

  /** Takes what has been counted since the last call, on the loop's thread. */
  CompletableFuture<Interval> handOver() {
    return CompletableFuture.supplyAsync(this::takeInterval, loop);
  }

  /** Takes what has been counted since the last call. Only on the loop's thread. */
  Interval takeInterval() {
    Interval full = interval;
    full.end();
    interval = new Interval(limits, zone, pools);
    lastMinute = -1;
    lastUse = null;
    return full;
  }
}
