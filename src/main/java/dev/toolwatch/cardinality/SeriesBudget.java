package dev.toolwatch.cardinality;

import dev.toolwatch.sketch.DistinctCount;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Decides which names have a place in one family, for all event loops. A {@link SeriesTable} asks
 * only for names that it does not hold. Refusing a name needs no lock; every change happens under
 * the one lock of all budgets. Thread-safe.
 */
public final class SeriesBudget {
  /** How long a demoted name is shown unchanged: the default lookback of Prometheus. */
  static final long GRACE_MILLIS = 300_000;

  /** Time between two decisions about which places are removed and reassigned. */
  static final long DECISION_MILLIS = 10_000;

  private static final long DEMAND_MILLIS = 3_600_000;
  private static final int PRECISION = 11;

  private final Family family;
  private final BudgetLimits limits;
  private final Places places;
  private final Shares shares;
  private final Reallocation exchange;
  private final ServiceBudget services;
  private final Object lock;
  private final LabelHash hash;
  private final InstantSource clock;
  private final FoldCounts folds;
  private final DistinctCount demand = new DistinctCount(PRECISION);

  /** Changes whenever a refused name may get a place. */
  private final AtomicInteger generation = new AtomicInteger();

  private long nextDecisionMillis;
  private long nextTurnMillis;

  /**
   * @param lock shared by all budgets
   */
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
    // One more for the services without their own name.
    shares = new Shares(family, limits.series(), services.limit() + 1, limits.guaranteed());
    int trial = limits.trialSeries();
    if (trial != 0 && (trial < shares.reserve() || trial > limits.series())) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.dry-run-max-series must be from %d to max-series, but is %d"
              .formatted(shares.reserve(), trial));
    }
    places = new Places(family, limits, shares, services);
    exchange = new Reallocation(shares);
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

  /** Whether a name has a place of its own and keeps it for now. Needs no lock. */
  boolean isNamed(SeriesKey key) {
    Place place = places.of(key);
    return place != null && !place.isDemoted();
  }

  /**
   * Gives a place to a loop that does not hold it yet. Returns null if there is none; the name then
   * counts as {@link #folded} says.
   */
  Place enter(SeriesKey key) {
    if (places.isSurelyRefused(key)) {
      return null;
    }
    return enter(key, Places.ROOM);
  }

  /** The same for a name that had a place before a restart. It may exceed its service's share. */
  Place resume(SeriesKey key) {
    return enter(key, Places.ROOM_BEYOND_SHARE);
  }

  private Place enter(SeriesKey key, Set<Verdict> admitted) {
    synchronized (lock) {
      long nowMillis = clock.millis();
      Place place = places.of(key);
      if (place == null) {
        place = admit(key, admitted, nowMillis);
      }
      if (place == null || place.isDemoted()) {
        return null;
      }
      place.hold(nowMillis);
      return place;
    }
  }

  private Place admit(SeriesKey key, Set<Verdict> admitted, long nowMillis) {
    Place place = places.admit(key, admitted, hash.of(key), nowMillis);
    if (place != null) {
      demand.add(place.hash());
      int trial = limits.trialSeries() - shares.reserve();
      place.overTrial(limits.trialSeries() > 0 && !place.isReserved() && shares.named() > trial);
    }
    return place;
  }

  /** Why {@link #enter} refused a name. */
  Verdict verdict(SeriesKey refused) {
    return places.verdict(refused);
  }

  /** The name to try instead of a refused one. The last one in this sequence is never refused. */
  SeriesKey folded(SeriesKey refused, Verdict verdict) {
    return places.folded(refused, verdict);
  }

  /** The counters for a name that counts as another one. */
  Fold fold(SeriesKey asked, long askedHash, SeriesKey counted, Verdict verdict) {
    demand.add(askedHash);
    BudgetUse use = places.use(counted.service());
    use.foldsName(askedHash);
    return new Fold(use, folds.of(asked, counted, verdict));
  }

  /** One loop's report, made under the lock. */
  final class Round {
    private final long nowMillis = clock.millis();

    private Round() {}

    /**
     * Reports that a loop has used a place this many times. Returns false if it must stop counting
     * there.
     */
    boolean used(Place place, long times) {
      if (times > 0) {
        demand.add(place.hash());
        if (place.isOverTrial()) {
          folds.wouldHaveFolded(times);
        }
      }
      return place.report(times, nowMillis);
    }

    /** Reports that a name has folded this many times. */
    void folded(SeriesKey key, long times) {
      exchange.offer(key, times);
      BudgetUse use =
          places.use(services.isKnown(key.service()) ? key.service() : ServiceBudget.OTHER);
      if (use != null) {
        use.example(family.tellingValue(key));
      }
    }
  }

  /**
   * Takes a loop's report. Every {@link #DECISION_MILLIS} it also removes and reassigns places.
   */
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
    for (Place place : places.all()) {
      place.fade();
      if (expires && place.isUnusedSince(idleSince)) {
        place.idle();
      }
      if (place.mayGo(GRACE_MILLIS, nowMillis)) {
        places.giveUp(place);
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
    exchange.decide(active, places.uses(), nowMillis);
    if (limits.trialSeries() > 0) {
      tryLimit(active);
    }
    if (expires) {
      services.expire(idleSince);
    }
    places.forgetServicesThatAreGone();
    if (nowMillis >= nextTurnMillis) {
      nextTurnMillis = nowMillis + DEMAND_MILLIS;
      demand.turn();
      places.uses().values().forEach(BudgetUse::turn);
    }
    generation.incrementAndGet();
  }

  private void promote(Candidate candidate, long nowMillis) {
    if (places.of(candidate.key()) == null) {
      Place place = admit(candidate.key(), Places.ROOM, nowMillis);
      if (place != null) {
        place.rate(candidate.level());
      }
    }
  }

  /** Under the limit being tried, the most used names would keep their series. */
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

  /** Series in use. A name counts with all its outcomes, whether they have occurred or not. */
  int series() {
    return shares.named() + places.reserved() * family.seriesPerName();
  }

  /** Estimated series that all recent names would need. */
  long demand() {
    return demand.estimate() * family.seriesPerName();
  }

  /** Adds a count of an earlier process. */
  void addLimited(FoldCounts.Cause cause, long times) {
    folds.add(cause, times);
  }

  Map<FoldCounts.Cause, Long> limited() {
    return folds.counts();
  }

  /** Observations that would have folded under the limit being tried. */
  long wouldHaveFolded() {
    return folds.counts().entrySet().stream()
        .filter(count -> count.getKey().reason().equals(FoldCounts.DRY_RUN))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** The current state, with the services that folded most first. */
  FamilyReport report(int maxServices) {
    synchronized (lock) {
      return FamilyReport.of(family, shares, this, places.uses().values(), maxServices);
    }
  }
}
