package dev.toolwatch.errors;

import dev.toolwatch.cardinality.Family;
import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The error groups that this process knows, up to a number of them. If there are as many, a service with
 * less than its fair share takes the place of the weakest group of the one with the most; of other
 * services, only an error that happens more often than their weakest group gets a group. What gets none
 * counts in a group of its service that holds the rest.
 *
 * <p>Thread-safe: all methods take one lock, for a short time.
 */
final class ErrorGroups {
  /** A group of which nothing came for so long gives way to any other. */
  private static final long STALE_MILLIS = 3_600_000;

  private static final long HALVING_MILLIS = 60_000;

  /**
   * What became of an error.
   *
   * @param event the error, in the group that it counts for
   * @param occasion empty if nobody is to be told
   */
  record Counted(ErrorEvent event, Optional<Occasion> occasion) {}

  /**
   * Whether an error was counted without reading all of it.
   *
   * @param told the group that somebody is to be told of, if it was counted
   */
  record Known(boolean counted, Optional<Grouping> told) {
    static final Known NOT_COUNTED = new Known(false, Optional.empty());
  }

  private final int max;
  private final long maxSampleBytes;
  private final Function<ServiceId, Grouping> overflow;
  private final Map<Fingerprint, ErrorGroup> groups = new HashMap<>();
  private final Map<ServiceId, ErrorGroup> rest = new HashMap<>();
  private final Map<ServiceId, Integer> groupsOf = new HashMap<>();
  private final FrequentErrors waitingForRoom = new FrequentErrors();
  private final Map<ServiceId, Map<Occasion, Long>> opened = new TreeMap<>();

  /** What was counted for groups that gave way, until the store takes it. */
  private final Deque<GroupPart> parted = new ArrayDeque<>();

  private long halvedMillis;

  /** When the group that was seen longest ago was looked for, and when that one was seen. */
  private long nextLookMillis;

  private long oldestMillis;
  private long limited;
  private long lost;

  /** The bytes of all errors that are kept whole. */
  private long sampleBytes;

  /**
   * @param max the maximum number of groups, beside those that hold the rest of a service
   * @param maxSampleBytes the maximum bytes of errors that are kept whole until the store has them
   * @param overflow the grouping of the rest of a service; called by the thread that adds
   */
  ErrorGroups(int max, long maxSampleBytes, Function<ServiceId, Grouping> overflow) {
    this.max = max;
    this.maxSampleBytes = maxSampleBytes;
    this.overflow = overflow;
  }

  /** Counts an error. */
  synchronized Counted add(ErrorEvent event, long nowMillis) {
    halve(nowMillis);
    Fingerprint fingerprint = event.grouping().fingerprint();
    ErrorGroup group = groups.get(fingerprint);
    if (group == null) {
      if (!makesRoom(fingerprint, event.service(), event.times(), nowMillis)) {
        limited += event.times();
        return addToRest(event);
      }
      group = ErrorGroup.of(event);
      groups.put(fingerprint, group);
      groupsOf.merge(event.service(), 1, Integer::sum);
    }
    return counted(group, event);
  }

  /**
   * Counts an error if that can be done without reading all of it. Otherwise it is not counted.
   *
   * @param service that it counts for
   */
  synchronized Known addKnown(
      Grouping grouping, ServiceId service, TraceErrors.Joined error, long nowMillis) {
    halve(nowMillis);
    ErrorGroup group = groups.getOrDefault(grouping.fingerprint(), rest.get(service));
    if (group == null
        || !group.hasSamples() && hasRoomForSamples()
        || group.state().status() == GroupStatus.RESOLVED
        || group.state().status() != group.statusAt(nowMillis)
        || group.isOverflow()
            && makesRoom(grouping.fingerprint(), service, error.times(), nowMillis)) {
      return Known.NOT_COUNTED;
    }
    Occasion unused =
        group.add(
            ErrorGrouper.millis(error.shown(), nowMillis),
            error.times(),
            error.call().tool(),
            error.call().user(),
            error.shown().reporter().version());
    limited += group.isOverflow() ? error.times() : 0;
    return new Known(true, group.isToldOf() ? Optional.of(group.grouping()) : Optional.empty());
  }

  private boolean hasRoomForSamples() {
    return sampleBytes < maxSampleBytes;
  }

  private Counted addToRest(ErrorEvent event) {
    ErrorGroup group = rest(event.service());
    return counted(group, event.in(group.grouping()));
  }

  private ErrorGroup rest(ServiceId service) {
    return rest.computeIfAbsent(service, missing -> rest(overflow.apply(service), service));
  }

  private static ErrorGroup rest(Grouping grouping, ServiceId service) {
    return new ErrorGroup(
        grouping, service, Family.OTHER, "errors for which there was no room", false);
  }

  private Counted counted(ErrorGroup group, ErrorEvent event) {
    ErrorSample sample = event.sample();
    Occasion occasion =
        group.add(sample.millis(), event.times(), sample.tool(), sample.user(), sample.version());
    if (hasRoomForSamples()) {
      sampleBytes -= group.sampleBytes();
      group.keep(sample);
      sampleBytes += group.sampleBytes();
    }
    boolean told = group.isToldOf();
    if (told && occasion != Occasion.ONGOING) {
      opened
          .computeIfAbsent(group.service(), service -> new EnumMap<>(Occasion.class))
          .merge(occasion, 1L, Long::sum);
    }
    return new Counted(event, told ? Optional.of(occasion) : Optional.empty());
  }

  /** Counts errors of which only the service is known. */
  synchronized void addRest(ServiceId service, long times, long nowMillis) {
    rest(service).count(nowMillis, times);
  }

  private void halve(long nowMillis) {
    if (nowMillis - halvedMillis >= HALVING_MILLIS) {
      halvedMillis = nowMillis;
      groups.values().forEach(ErrorGroup::halveRecent);
      waitingForRoom.halve();
    }
  }

  /** Whether there is room for one more group, if need be in the place of another one. */
  private boolean makesRoom(
      Fingerprint fingerprint, ServiceId service, long times, long nowMillis) {
    if (groups.size() < max) {
      return true;
    }
    int share = max / (groupsOf.size() + (groupsOf.containsKey(service) ? 0 : 1));
    boolean small = groupsOf.getOrDefault(service, 0) < share;
    long often = small ? 0 : waitingForRoom.add(fingerprint, times);
    if (!small && often < 2 && !isAnyStale(nowMillis)) {
      return false;
    }
    ErrorGroup weakest = weakest(small ? largest() : service);
    boolean givesWay =
        small || often > weakest.recent() || nowMillis - weakest.lastMillis() > STALE_MILLIS;
    if (givesWay) {
      remove(weakest);
    }
    return givesWay;
  }

  /** Looks at all groups at most once a minute: errors that find no room come by the thousand. */
  private boolean isAnyStale(long nowMillis) {
    if (nowMillis >= nextLookMillis) {
      nextLookMillis = nowMillis + HALVING_MILLIS;
      oldestMillis =
          groups.values().stream().mapToLong(ErrorGroup::lastMillis).min().orElse(nowMillis);
    }
    return nowMillis - oldestMillis > STALE_MILLIS;
  }

  private ServiceId largest() {
    return groupsOf.entrySet().stream()
        .max(Map.Entry.<ServiceId, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
        .orElseThrow()
        .getKey();
  }

  private ErrorGroup weakest(ServiceId service) {
    return groups.values().stream()
        .filter(group -> group.service().equals(service))
        .min(Comparator.comparingLong(ErrorGroup::recent).thenComparingLong(ErrorGroup::lastMillis))
        .orElseThrow();
  }

  private void remove(ErrorGroup group) {
    groups.remove(group.grouping().fingerprint());
    groupsOf.computeIfPresent(
        group.service(), (service, number) -> number == 1 ? null : number - 1);
    part(group);
  }

  private void part(ErrorGroup group) {
    if (group.isChanged()) {
      parted.add(group.take());
      if (parted.size() > max) {
        lost += parted.remove().events();
      }
    }
  }

  /** A service has no name of its own any more: the rest of its errors is in the store alone. */
  synchronized void forget(ServiceId service) {
    opened.remove(service);
    ErrorGroup group = rest.remove(service);
    if (group != null) {
      part(group);
    }
  }

  /** Continues what the store has. */
  synchronized void restore(Collection<StoredGroup> stored) {
    for (StoredGroup one : stored) {
      if (one.grouping().groupedBy() == GroupedBy.OVERFLOW) {
        restore(rest.computeIfAbsent(one.service(), service -> rest(one.grouping(), service)), one);
      } else if (groups.containsKey(one.grouping().fingerprint())) {
        restore(groups.get(one.grouping().fingerprint()), one);
      } else if (groups.size() < max) {
        ErrorGroup group =
            new ErrorGroup(
                one.grouping(), one.service(), one.type(), one.message(), one.callersMistake());
        restore(group, one);
        groups.put(one.grouping().fingerprint(), group);
        groupsOf.merge(one.service(), 1, Integer::sum);
      }
    }
  }

  private static void restore(ErrorGroup group, StoredGroup stored) {
    group.restore(stored.state(), stored.events(), stored.lastMillis());
  }

  /** Somebody has changed the state of a group, here or in another replica. */
  synchronized void changed(Fingerprint fingerprint, GroupState state) {
    ErrorGroup group = groups.get(fingerprint);
    if (group == null) {
      group =
          rest.values().stream()
              .filter(one -> one.grouping().fingerprint().equals(fingerprint))
              .findFirst()
              .orElse(null);
    }
    if (group != null) {
      group.state(state);
    }
  }

  /** Takes what the store does not have yet. */
  synchronized List<GroupPart> take() {
    List<GroupPart> parts = new ArrayList<>(parted);
    parted.clear();
    for (Collection<ErrorGroup> some : List.of(groups.values(), rest.values())) {
      some.stream().filter(ErrorGroup::isChanged).map(ErrorGroup::take).forEach(parts::add);
    }
    sampleBytes = 0;
    return parts;
  }

  /** How many groups of each service have which status. */
  synchronized Map<ServiceId, Map<GroupStatus, Long>> byStatus(long nowMillis) {
    Map<ServiceId, Map<GroupStatus, Long>> counts = new TreeMap<>();
    for (Collection<ErrorGroup> some : List.of(groups.values(), rest.values())) {
      for (ErrorGroup group : some) {
        counts
            .computeIfAbsent(group.service(), service -> new EnumMap<>(GroupStatus.class))
            .merge(group.statusAt(nowMillis), 1L, Long::sum);
      }
    }
    return counts;
  }

  /** How many groups that somebody is to be told of were opened, ever, on which occasion. */
  synchronized Map<ServiceId, Map<Occasion, Long>> opened() {
    Map<ServiceId, Map<Occasion, Long>> copy = new TreeMap<>();
    opened.forEach((service, counts) -> copy.put(service, new EnumMap<>(counts)));
    return copy;
  }

  /** Errors of groups that gave way while the store was away for too long, ever. */
  synchronized long lost() {
    return lost;
  }

  /** Errors that were looked at and count in the rest of their service, ever. */
  synchronized long limited() {
    return limited;
  }
}
