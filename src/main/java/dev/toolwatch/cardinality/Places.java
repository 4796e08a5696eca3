package dev.toolwatch.cardinality;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who has a place in one family, and what each service uses of it. Bounded by the family's limit and
 * the number of services. Guarded by the lock of all budgets but for what says otherwise.
 */
final class Places {
  /** For a name that comes anew. */
  static final Set<Verdict> ROOM = Set.of(Verdict.ROOM);

  /** For one that only the others' shares are in the way of. */
  static final Set<Verdict> ROOM_BEYOND_SHARE = Set.of(Verdict.ROOM, Verdict.SERVICE_SHARE);

  private final Family family;
  private final BudgetLimits limits;
  private final Shares shares;
  private final ServiceBudget services;
  private final Map<SeriesKey, Place> places = new ConcurrentHashMap<>();
  private final Map<String, BudgetUse> uses = new ConcurrentHashMap<>();
  private final AtomicInteger reserved = new AtomicInteger();

  Places(Family family, BudgetLimits limits, Shares shares, ServiceBudget services) {
    this.family = family;
    this.limits = limits;
    this.shares = shares;
    this.services = services;
  }

  /** The place that a name has; null for none. */
  Place of(SeriesKey key) {
    return places.get(key);
  }

  /** All of them, which may be given up meanwhile. */
  Collection<Place> all() {
    return places.values();
  }

  /** Of these, how many are of those kept for what folds. From any thread. */
  int reserved() {
    return reserved.get();
  }

  /** What each service uses, by its name. */
  Map<String, BudgetUse> uses() {
    return uses;
  }

  /** What one service uses; null if it never had a place. From any thread. */
  BudgetUse use(String service) {
    return uses.get(service);
  }

  void forgetServicesThatAreGone() {
    if (uses.values().removeIf(use -> use.service().isGone())) {
      shares.divideAmong(uses.values());
    }
  }

  /** Whether there is no place for a name that has none. From any thread: a yes is right then. */
  boolean isSurelyRefused(SeriesKey key) {
    Place known = places.get(key);
    if (known != null) {
      return known.isDemoted();
    }
    BudgetUse use = uses.get(key.service());
    return use != null && !isReserved(key) && shares.verdict(use, key) != Verdict.ROOM;
  }

  private boolean isReserved(SeriesKey key) {
    return family.fold(key).equals(key);
  }

  /**
   * A place for a name that has none; null if there is no room.
   *
   * @param admitted what is not in the way of those that are not kept for what folds
   */
  Place admit(SeriesKey key, Set<Verdict> admitted, long hash, long nowMillis) {
    Service service = services.of(key.service());
    if (service == null) {
      return null;
    }
    BudgetUse use = use(service);
    boolean kept = isReserved(key);
    if (kept) {
      reserved.incrementAndGet();
    } else if (admitted.contains(shares.verdict(use, key))) {
      shares.take(use, key);
    } else {
      return null;
    }
    Place place = new Place(key, service, kept, hash, nowMillis);
    service.placeTaken();
    places.put(key, place);
    return place;
  }

  private BudgetUse use(Service service) {
    BudgetUse use = uses.get(service.name());
    if (use == null || use.service() != service) {
      use = new BudgetUse(service, limits.namesPerService(), limits.detailsPerService());
      uses.put(service.name(), use);
      shares.divideAmong(uses.values());
    }
    return use;
  }

  /** What is in the way of a name that was refused. From any thread. */
  Verdict verdict(SeriesKey refused) {
    BudgetUse use = uses.get(refused.service());
    Verdict verdict = use == null ? Verdict.FAMILY_LIMIT : shares.verdict(use, refused);
    // There may be room since, or the name is on its way out.
    return verdict == Verdict.ROOM ? Verdict.FAMILY_LIMIT : verdict;
  }

  /** What to ask for instead of a name that was refused; from any thread. */
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

  /** Gives the room of a place that nobody counts into back. */
  void giveUp(Place place) {
    places.remove(place.key());
    place.go();
    if (place.isReserved()) {
      reserved.decrementAndGet();
    } else {
      shares.giveBack(uses.get(place.service().name()), place.key());
    }
  }
}
