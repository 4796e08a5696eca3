package dev.toolwatch.cardinality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives places to the names used most, slowly: a name that folds gets the place of one that is named
 * after it has been used twice as much for three decisions running. A service that is within its
 * share takes a place from those beyond theirs without comparing. Guarded by the family's lock.
 */
final class Reallocation {
  private static final int MAX_CANDIDATES = 1024;

  /** Places that change hands in one decision. */
  private static final int AT_ONCE = 32;

  /** Of all places, those that are on their way to another name: they count nothing meanwhile. */
  private static final int PART_UNDER_WAY = 10;

  private static final int DECISIONS = 3;
  private static final double FACTOR = 2;

  /** Beside names that nobody uses any more, a handful of occurrences in ten minutes is enough. */
  private static final double MARGIN = 0.05;

  private final Shares shares;
  private final Map<SeriesKey, Candidate> candidates = new HashMap<>();
  private final Map<Place, SeriesKey> successors = new HashMap<>();

  Reallocation(Shares shares) {
    this.shares = shares;
  }

  /** A loop has seen a name fold. */
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

  /** The candidate that a place which is gone was meant for, if it still wants it; null for none. */
  Candidate successor(Place gone) {
    SeriesKey key = successors.remove(gone);
    return key == null ? null : candidates.remove(key);
  }

  /**
   * Demotes those whose places are to change hands.
   *
   * @param active names that have a place
   */
  void decide(Collection<Place> active, Map<String, BudgetUse> uses, long nowMillis) {
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
