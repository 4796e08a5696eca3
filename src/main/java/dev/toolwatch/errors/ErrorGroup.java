package dev.toolwatch.errors;

import dev.toolwatch.cardinality.Family;
import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSet;
import dev.toolwatch.sketch.UserSketch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An error group in memory: its state, and what the store does not have of it yet. Times are
 * milliseconds since the Unix epoch. Not thread-safe.
 */
final class ErrorGroup {
  /** Errors that are kept whole between two flushes. */
  private static final int KEPT = 2;

  private final Grouping grouping;
  private final ServiceId service;
  private final String type;
  private final String message;
  private final boolean callersMistake;
  private GroupState state = GroupState.NEW;

  /** Of all time, and in all replicas as of the start. */
  private long events;

  private long lastMillis;

  /** Events of late: halved every minute. */
  private long recent;

  // What the store does not have.
  private long firstMillis;
  private long newestMillis;
  private String firstVersion = "";
  private String lastVersion = "";
  private Map<Long, Long> hours = new HashMap<>();
  private Map<Long, UserSet> days = new HashMap<>();
  private Map<String, Long> tools = new HashMap<>();
  private List<ErrorSample> samples = new ArrayList<>();
  private long sampleBytes;
  private long regressedMillis;

  /** A group of which nothing has been counted. */
  ErrorGroup(
      Grouping grouping, ServiceId service, String type, String message, boolean callersMistake) {
    this.grouping = grouping;
    this.service = service;
    this.type = type;
    this.message = message;
    this.callersMistake = callersMistake;
  }

  /** The group of an error, without the error. */
  static ErrorGroup of(ErrorEvent event) {
    ThrownException thrown = event.sample().exception().reported();
    return new ErrorGroup(
        event.grouping(),
        event.service(),
        thrown.type(),
        thrown.message(),
        event.outcome() == Outcome.CLIENT_ERROR);
  }

  /** Continues a group that the store has. */
  void restore(GroupState stored, long storedEvents, long storedLastMillis) {
    state = stored;
    events += storedEvents;
    lastMillis = Math.max(lastMillis, storedLastMillis);
  }

  Grouping grouping() {
    return grouping;
  }

  ServiceId service() {
    return service;
  }

  /** Whether somebody is to be told of its errors: not of callers' mistakes, nor if it is ignored. */
  boolean isToldOf() {
    return !callersMistake && state.status() != GroupStatus.IGNORED;
  }

  GroupState state() {
    return state;
  }

  GroupStatus statusAt(long nowMillis) {
    return state.statusAt(nowMillis, events);
  }

  void state(GroupState value) {
    state = value;
  }

  long lastMillis() {
    return lastMillis;
  }

  long recent() {
    return recent;
  }

  void halveRecent() {
    recent >>= 1;
  }

  boolean isOverflow() {
    return grouping.groupedBy() == GroupedBy.OVERFLOW;
  }

  /**
   * Counts errors that happened at once.
   *
   * @param user the pseudonym of their user; 0 if unknown
   * @param version of the service; empty if unknown
   */
  Occasion add(long millis, long times, String tool, long user, String version) {
    boolean isNew = events == 0;
    count(millis, times);
    tools.merge(
        tools.size() < GroupCounts.MAX_TOOLS || tools.containsKey(tool) ? tool : Family.OTHER,
        times,
        Long::sum);
    if (user != 0) {
      days.computeIfAbsent(Minutes.ofMillis(millis) / Minutes.DAY, day -> new UserSet()).add(user);
    }
    if (millis == newestMillis) {
      lastVersion = version;
    }
    if (millis == firstMillis) {
      firstVersion = version;
    }
    return isNew ? Occasion.NEW : occasion(millis, version);
  }

  /** Counts errors of which nothing else is known. */
  void count(long millis, long times) {
    if (hours.isEmpty()) {
      firstMillis = millis;
      newestMillis = millis;
    }
    firstMillis = Math.min(firstMillis, millis);
    newestMillis = Math.max(newestMillis, millis);
    lastMillis = Math.max(lastMillis, millis);
    hours.merge(Minutes.ofMillis(millis) / Minutes.HOUR, times, Long::sum);
    events += times;
    recent += times;
  }

  private Occasion occasion(long millis, String version) {
    boolean later = millis > state.changedMillis();
    switch (state.status()) {
      case RESOLVED -> {
        boolean back =
            later && (state.version().isEmpty() || Versions.isLater(version, state.version()));
        if (back) {
          regressedMillis = millis;
          state = new GroupState(GroupStatus.OPEN, true, millis, "", "", 0, 0);
          return Occasion.REGRESSED;
        }
      }
      case IGNORED -> {
        if (statusAt(millis) == GroupStatus.OPEN) {
          state = new GroupState(GroupStatus.OPEN, false, millis, "", "", 0, 0);
        }
      }
      case OPEN -> {
        // It goes on.
      }
    }
    return Occasion.ONGOING;
  }

  /** Keeps an error whole until the store has it: the first and the last of those it does not have. */
  void keep(ErrorSample sample) {
    if (samples.size() == KEPT) {
      sampleBytes -= samples.remove(KEPT - 1).bytes();
    }
    samples.add(sample);
    sampleBytes += sample.bytes();
  }

  boolean hasSamples() {
    return !samples.isEmpty();
  }

  /** The bytes of the errors that are kept whole. */
  long sampleBytes() {
    return sampleBytes;
  }

  boolean isChanged() {
    return !hours.isEmpty();
  }

  /** Takes what the store does not have. */
  GroupPart take() {
    Map<Long, UserSketch> users = new HashMap<>();
    days.forEach((day, set) -> users.put(day, set.snapshot()));
    GroupPart part =
        new GroupPart(
            grouping,
            service,
            type,
            message,
            callersMistake,
            firstMillis,
            newestMillis,
            firstVersion,
            lastVersion,
            hours,
            users,
            tools,
            samples,
            regressedMillis);
    hours = new HashMap<>();
    days = new HashMap<>();
    tools = new HashMap<>();
    samples = new ArrayList<>();
    sampleBytes = 0;
    firstVersion = "";
    lastVersion = "";
    regressedMillis = 0;
    return part;
  }
}
