package dev.toolwatch.cardinality;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Who has a place in one family, over all event loops. Asked by a {@link SeriesTable} for names that
 * it does not hold, never for those it does. A name that has a place, and one that gets none, are
 * told without a lock; what changes does so under the one lock of all budgets. Thread-safe.
 */
public final class SeriesBudget {
  /** How long a demoted name is shown unchanged: as far as Prometheus looks back by default. */
  static final long GRACE_MILLIS = 300_000;

  /** Between two decisions on who goes and who comes. */
  static final long DECISION_MILLIS = 10_000;

  private static final long DEMAND_MILLIS = 3_600_000;
  private static final int PRECISION = 11;

  private final Family family;
  private final BudgetLimits limits;
  private final Shares shares;
  private final Exchange exchange;
  private final ServiceBudget services;
  private final Object lock;
  private final LabelHash hash;
  private final InstantSource clock;
  private final FoldCounts folds;
  private final DistinctCount demand = new DistinctCount(PRECISION);
  private final Map<SeriesKey, Place> places = new ConcurrentHashMap<>();
  private final Map<String, ServiceUse> uses = new ConcurrentHashMap<>();
  private final AtomicInteger reservedPlaces = new AtomicInteger();

  /** Changes whenever a name that was refused may get a place. */
  private final AtomicInteger generation = new AtomicInteger();

  private long nextDecisionMillis;
  private long nextTurnMillis;

  /** @param lock that all budgets share */
  SeriesBudget(
      Family family,
      BudgetLimits limits,
      ServiceBudget services,
      Object lock,
      LabelHash hash,
      InstantSource clock) {
    this.family = family;
    this.limits = limits;
    this.services = services;
    this.lock = lock;
    this.hash = hash;
    this.clock = clock;
    // One more for those without a name.
    shares = new Shares(family, limits.series(), services.limit() + 1, limits.guaranteed());
    int trial = limits.trialSeries();
    if (trial != 0 && (trial < shares.reserve() || trial > limits.series())) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.dry-run-max-series must be at least %d and not above max-series: %d"
              .formatted(shares.reserve(), trial));
    }
    exchange = new Exchange(shares);
    folds = new FoldCounts(family, limits.trialSeries() > 0);
    nextTurnMillis = clock.millis() + DEMAND_MILLIS;
  }

  Family family() {
    return family;
  }

  LabelHash hash() {
    return hash;
  }

  int generation() {
    return generation.get();
  }

  /**
   * A place for a loop that does not count into it yet. Null if there is none: the name then counts
   * as what {@link #folded} says.
   */
  Place enter(SeriesKey key) {
    Place known = places.get(key);
    if (known == null ? isSurelyRefused(key) : known.isDemoted()) {
      return null;
    }
    synchronized (lock) {
      long nowMillis = clock.millis();
      Place place = places.get(key);
      if (place == null) {
        place = admit(key, nowMillis);
      }
      if (place == null || place.isDemoted()) {
        return null;
      }
      place.hold(nowMillis);
      return place;
    }
  }

  private boolean isSurelyRefused(SeriesKey key) {
    ServiceUse use = uses.get(key.service());
    return use != null && !isReserved(key) && shares.verdict(use, key) != Verdict.ROOM;
  }

  private boolean isReserved(SeriesKey key) {
    return family.fold(key).equals(key);
  }

  private Place admit(SeriesKey key, long nowMillis) {
    Service service = services.of(key.service());
    if (service == null) {
      return null;
    }
    ServiceUse use = use(service);
    boolean reserved = isReserved(key);
    if (reserved) {
      reservedPlaces.incrementAndGet();
    } else if (shares.verdict(use, key) == Verdict.ROOM) {
      shares.take(use, key);
    } else {
      return null;
    }
    Place place = new Place(key, service, reserved, hash.of(key), nowMillis);
    place.overTrial(
        !reserved
            && limits.trialSeries() > 0
            && shares.named() > limits.trialSeries() - shares.reserve());
    service.placeTaken();
    places.put(key, place);
    demand.add(place.hash());
    return place;
  }

  private ServiceUse use(Service service) {
    ServiceUse use = uses.get(service.name());
    if (use == null || use.service() != service) {
      use = new ServiceUse(service, limits.namesPerService(), limits.detailsPerService());
      uses.put(service.name(), use);
      shares.divideAmong(uses.values());
    }
    return use;
  }

  /** What is in the way of a name that {@link #enter} has refused. */
  Verdict verdict(SeriesKey refused) {
    ServiceUse use = uses.get(refused.service());
    Verdict verdict = use == null ? Verdict.FAMILY_LIMIT : shares.verdict(use, refused);
    // There may be room since, or the name is on its way out.
    return verdict == Verdict.ROOM ? Verdict.FAMILY_LIMIT : verdict;
  }

  /** What to ask for instead of a name that was refused; at the end, what is never refused. */
  SeriesKey folded(SeriesKey refused, Verdict verdict) {
    if (!services.isKnown(refused.service())) {
      return new SeriesKey(Family.OTHER, refused.method(), refused.tool(), refused.detail());
    }
    return switch (verdict) {
      case NAME_LIMIT ->
          new SeriesKey(refused.service(), refused.method(), Family.OTHER, refused.detail());
      case DETAIL_LIMIT ->
          new SeriesKey(refused.service(), refused.method(), refused.tool(), Family.OTHER);
      case ROOM, SERVICE_SHARE, FAMILY_LIMIT -> family.fold(refused);
    };
  }

  /** The account of a name that counts as another. */
  Fold fold(SeriesKey asked, long askedHash, SeriesKey counted, Verdict verdict) {
    demand.add(askedHash);
    ServiceUse use = uses.get(counted.service());
    use.foldsName(askedHash);
    return new Fold(use, folds.of(asked, counted, verdict));
  }

  /** One loop's account, given under the lock. */
  final class Round {
    private final long nowMillis = clock.millis();

    private Round() {}

    /** A loop has used a place this many times. False if it is to count into it no more. */
    boolean used(Place place, long times) {
      if (times > 0) {
        demand.add(place.hash());
        if (place.isOverTrial()) {
          folds.wouldHaveFolded(times);
        }
      }
      return place.report(times, nowMillis);
    }

    /** A name has folded this many times. */
    void folded(SeriesKey key, long times) {
      exchange.offer(key, times);
      ServiceUse use = uses.get(services.isKnown(key.service()) ? key.service() : Family.OTHER);
      if (use != null) {
        use.example(family.tellingValue(key));
      }
    }
  }

  /** Takes a loop's account and, now and then, decides on who goes and who comes. */
  void round(Consumer<Round> account) {
    synchronized (lock) {
      Round round = new Round();
      account.accept(round);
      if (round.nowMillis >= nextDecisionMillis) {
        nextDecisionMillis = round.nowMillis + DECISION_MILLIS;
        decide(round.nowMillis);
      }
    }
  }

  private void decide(long nowMillis) {
    boolean expires = limits.idleMillis() > 0;
    long idleSince = nowMillis - limits.idleMillis();
    List<Place> active = new ArrayList<>();
    List<Candidate> successors = new ArrayList<>();
    for (Iterator<Place> all = places.values().iterator(); all.hasNext(); ) {
      Place place = all.next();
      place.fade();
      if (expires && place.isUnusedSince(idleSince)) {
        place.idle();
      }
      if (place.mayGo(GRACE_MILLIS, nowMillis)) {
        all.remove();
        giveUp(place);
        Candidate successor = exchange.successor(place);
        if (successor != null) {
          successors.add(successor);
        }
      } else if (place.isActive() && !place.isReserved()) {
        active.add(place);
      }
    }
    for (Candidate successor : successors) {
      promote(successor, nowMillis);
    }
    exchange.decide(active, uses, nowMillis);
    if (limits.trialSeries() > 0) {
      tryLimit(active);
    }
    if (expires) {
      services.expire(idleSince);
    }
    if (uses.values().removeIf(use -> use.service().isGone())) {
      shares.divideAmong(uses.values());
    }
    if (nowMillis >= nextTurnMillis) {
      nextTurnMillis = nowMillis + DEMAND_MILLIS;
      demand.turn();
      uses.values().forEach(ServiceUse::turn);
    }
    generation.incrementAndGet();
  }

  private void giveUp(Place place) {
    place.go();
    if (place.isReserved()) {
      reservedPlaces.decrementAndGet();
    } else {
      shares.giveBack(uses.get(place.service().name()), place.key());
    }
  }

  private void promote(Candidate candidate, long nowMillis) {
    if (!places.containsKey(candidate.key())) {
      Place place = admit(candidate.key(), nowMillis);
      if (place != null) {
        place.rate(candidate.level());
      }
    }
  }

  /** Of the names, the most used ones would keep theirs under the limit that is tried. */
  private void tryLimit(List<Place> active) {
    int room = limits.trialSeries() - shares.reserve();
    active.sort((one, other) -> Double.compare(other.rate(), one.rate()));
    for (Place place : active) {
      room -= family.seriesPerName();
      place.overTrial(room < 0);
    }
  }

  int limit() {
    return shares.limit();
  }

  /** Series that places are taken for, whether all outcomes have occurred or not. */
  int series() {
    return shares.named() + reservedPlaces.get() * family.seriesPerName();
  }

  /** Series that would be needed for all names that were asked for lately, an estimate. */
  long demand() {
    return demand.estimate() * family.seriesPerName();
  }

  Map<FoldCounts.Cause, Long> limited() {
    return folds.counts();
  }

  /** Observations that would have folded under the limit that is tried. */
  long wouldHaveFolded() {
    return folds.counts().entrySet().stream()
        .filter(count -> count.getKey().reason().equals(FoldCounts.DRY_RUN))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** All there is to know, with the services that folded most first. */
  FamilyReport report(int maxServices) {
    synchronized (lock) {
      return FamilyReport.of(family, shares, this, uses.values(), maxServices);
    }
  }
}
