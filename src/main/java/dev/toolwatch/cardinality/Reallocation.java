package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Slowly moves places to the most used names. A folded name replaces a named one after it has been
 * used at least twice as often in three consecutive decisions. A service that is within its share
 * takes a place from services that exceed theirs, without this comparison. Guarded by the family's
 * lock.
 */
final class Reallocation {
  private static final int MAX_CANDIDATES = 1024;

  /** Maximum number of places reassigned in one decision. */
  private static final int AT_ONCE = 32;

  /**
   * At most one in this many places may be changing its name, because such a place counts nothing.
   */
  private static final int PART_UNDER_WAY = 10;

  private static final int DECISIONS = 3;
  private static final double FACTOR = 2;

  /**
   * Added to the required level. Against an unused name, a few occurrences in ten minutes are
   * enough.
   */
  private static final double MARGIN = 0.05;

  private final Shares shares;
  private final Map<SeriesKey, Candidate> candidates = new HashMap<>();
  private final Map<Place, SeriesKey> successors = new HashMap<>();

  Reallocation(Shares shares) {
    this.shares = shares;
  }

  /** Adds the occurrences of a folded name that a loop has seen. */
  void offer(SeriesKey key, long times) {
    Candidate candidate = candidates.get(key);
    if (candidate == null && candidates.size() < 4 * MAX_CANDIDATES) {
      candidate = new Candidate(key);
      candidates.put(key, candidate);
    }
    if (candidate != null) {
      candidate.offer(times);
    }
  }

  /**
   * The candidate that a place now gone was meant for, or null if there is none or it was
   * forgotten.
   */
  Candidate successor(Place gone) {
    SeriesKey key = successors.remove(gone);
    return key == null ? null : candidates.remove(key);
  }

  /**
   * Demotes the places that are to be reassigned.
   *
   * @param active places of names that are not reserved
   */
  void decide(Collection<Place> active, Map<ServiceId, BudgetUse> uses, long nowMillis) {
    candidates.values().forEach(Candidate::fade);
    candidates.values().removeIf(candidate -> candidate.isFaint() && !candidate.isChosen());
    List<Candidate> best = new ArrayList<>(candidates.values());
    best.sort(Comparator.comparingDouble(Candidate::level).reversed());
    while (best.size() > MAX_CANDIDATES) {
      candidates.remove(best.remove(best.size() - 1).key());
    }
    if (best.isEmpty()) {
      return;
    }
    Weakest weakest = new Weakest(active, uses, shares);
    int room = Math.min(AT_ONCE, Math.max(1, active.size() / PART_UNDER_WAY) - successors.size());
    for (Candidate candidate : best) {
      BudgetUse use = uses.get(candidate.key().service());
      Place victim =
          use == null || candidate.isChosen() ? null : weakest.forName(candidate.key(), use);
      int wins = candidate.wins(victim != null && isWorthMore(candidate, use, victim));
      if (wins >= DECISIONS && room > 0) {
        victim.demote(nowMillis);
        successors.put(victim, candidate.key());
        candidate.choose();
        room--;
      }
    }
  }

  private boolean isWorthMore(Candidate candidate, BudgetUse use, Place victim) {
    boolean entitled = shares.isWithinShare(use) && victim.service() != use.service();
    return entitled || candidate.level() >= FACTOR * victim.rate() + MARGIN;
  }
}
