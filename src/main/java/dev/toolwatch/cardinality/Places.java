package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places in one family, and what each service uses of them. Limited by the family's limit and
 * the number of services. Guarded by the lock of all budgets, except where a method says otherwise.
 */
final class Places {
  /** For a new name. */
  static final Set<Verdict> ROOM = Set.of(Verdict.ROOM);

  /** For a name that may exceed its service's share. */
  static final Set<Verdict> ROOM_BEYOND_SHARE = Set.of(Verdict.ROOM, Verdict.SERVICE_SHARE);

  private final Family family;
  private final BudgetLimits limits;
  private final Shares shares;
  private final ServiceBudget services;
  private final Map<SeriesKey, Place> places = new ConcurrentHashMap<>();
  private final Map<ServiceId, BudgetUse> uses = new ConcurrentHashMap<>();
  private final AtomicInteger reserved = new AtomicInteger();

  Places(Family family, BudgetLimits limits, Shares shares, ServiceBudget services) {
    this.family = family;
    this.limits = limits;
    this.shares = shares;
    this.services = services;
  }

  /** The place of a name, or null. Any thread may call it. */
  Place of(SeriesKey key) {
    return places.get(key);
  }

  /** All places. Some may be given up during the iteration. */
  Collection<Place> all() {
    return places.values();
  }

  /** Number of places that use the room reserved for what folds. Any thread may call it. */
  int reserved() {
    return reserved.get();
  }

  /** What each service uses. */
  Map<ServiceId, BudgetUse> uses() {
    return uses;
  }

  /** What one service uses, or null if it never had a place. Any thread may call it. */
  BudgetUse use(ServiceId service) {
    return uses.get(service);
  }

  void forgetServicesThatAreGone() {
    if (uses.values().removeIf(use -> use.service().isGone())) {
      shares.divideAmong(uses.values());
    }
  }

  /**
   * Whether there is no place for a name. Any thread may call it. If true, that is correct at this
   * moment.
   */
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
   * Gives a new name a place. Returns null if there is no room.
   *
   * @param admitted verdicts with which the name is admitted; ignored for what uses reserved room
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
    BudgetUse use = uses.get(service.id());
    if (use == null || use.service() != service) {
      use = new BudgetUse(service, limits.namesPerService(), limits.detailsPerService());
      uses.put(service.id(), use);
      shares.divideAmong(uses.values());
    }
    return use;
  }

  /** Why a name was refused. Any thread may call it. */
  Verdict verdict(SeriesKey refused) {
    BudgetUse use = uses.get(refused.service());
    Verdict verdict = use == null ? Verdict.FAMILY_LIMIT : shares.verdict(use, refused);
    // Room may have become free meanwhile, or the name is being demoted.
    return verdict == Verdict.ROOM ? Verdict.FAMILY_LIMIT : verdict;
  }

  /** The name to try instead of a refused one. Any thread may call it. */
  SeriesKey folded(SeriesKey refused, Verdict verdict) {
    if (!services.isKnown(refused.service())) {
      return new SeriesKey(ServiceBudget.OTHER, refused.method(), refused.tool(), refused.detail());
    }
    return switch (verdict) {
      case NAME_LIMIT ->
          new SeriesKey(refused.service(), refused.method(), Family.OTHER, refused.detail());
      case DETAIL_LIMIT ->
          new SeriesKey(refused.service(), refused.method(), refused.tool(), Family.OTHER);
      case ROOM, SERVICE_SHARE, FAMILY_LIMIT -> family.fold(refused);
    };
  }

  /** Frees the room of a place that nobody counts into. */
  void giveUp(Place place) {
    places.remove(place.key());
    place.go();
    if (place.isReserved()) {
      reserved.decrementAndGet();
    } else {
      shares.giveBack(uses.get(place.service().id()), place.key());
    }
  }
}
