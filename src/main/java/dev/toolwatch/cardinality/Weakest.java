package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Finds the least used name whose place another name may take, for one decision. */
final class Weakest {
  private final Shares shares;
  private final Map<Service, List<Place>> ofServices = new HashMap<>();
  private final List<Place> beyondShares = new ArrayList<>();
  private int next;

  Weakest(Collection<Place> active, Map<ServiceId, BudgetUse> uses, Shares shares) {
    this.shares = shares;
    List<Place> sorted = new ArrayList<>(active);
    sorted.sort(Comparator.comparingDouble(Place::rate));
    for (Place place : sorted) {
      ofServices.computeIfAbsent(place.service(), service -> new ArrayList<>()).add(place);
      BudgetUse use = uses.get(place.service().id());
      if (use != null && shares.isBeyondShare(use)) {
        beyondShares.add(place);
      }
    }
  }

  /** The place to take, or null if there is none or if there is room anyway. */
  Place forName(SeriesKey key, BudgetUse use) {
    return switch (shares.verdict(use, key)) {
      case ROOM -> null;
      case NAME_LIMIT -> own(use, place -> use.names().wouldHaveRoomWithout(place.key().tool()));
      case DETAIL_LIMIT ->
          own(use, place -> use.details().wouldHaveRoomWithout(place.key().detail()));
      case SERVICE_SHARE, FAMILY_LIMIT -> lesser(own(use, place -> true), beyondShare());
    };
  }

  private Place own(BudgetUse use, Predicate<Place> isOfUse) {
    for (Place place : ofServices.getOrDefault(use.service(), List.of())) {
      if (place.isActive() && isOfUse.test(place)) {
        return place;
      }
    }
    return null;
  }

  private Place beyondShare() {
    while (next < beyondShares.size() && !beyondShares.get(next).isActive()) {
      next++;
    }
    return next < beyondShares.size() ? beyondShares.get(next) : null;
  }

  private static Place lesser(Place one, Place other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return other.rate() < one.rate() ? other : one;
  }
}
