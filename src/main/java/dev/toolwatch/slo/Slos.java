package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import dev.toolwatch.tenant.TenantScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How the objectives stand. Thread-safe; blocks. */
@TenantScoped
public class Slos {
  /** Services that are read together: many have no events in the window. */
  private static final int AT_LEAST = 128;

  private static final List<EventCount> NO_EVENTS =
      Collections.nCopies(1 + BurnAlert.WINDOWS.size(), EventCount.NONE);

  private final Objectives objectives;
  private final SloSettings settings;
  private final Ledger ledger;

  Slos(Objectives objectives, SloSettings settings, Ledger ledger) {
    this.objectives = objectives;
    this.settings = settings;
    this.ledger = ledger;
  }

  /** The objectives by name. */
  public List<Objective> objectives() {
    return objectives.all();
  }

  /**
   * How objectives stand for each service that had events in the window, and for the service that one is about, in the
   * order of their keys. Reads as much as these few take.
   *
   * @param wanted some of the objectives
   * @param only the service, or null for all
   * @param after the last key that is not wanted, or null for all
   * @param most so many at most
   * @throws dev.toolwatch.store.StoreException if the store cannot be read
   */
  public List<SloStatus> statuses(
      List<Objective> wanted, ServiceId only, SloKey after, int most, Instant now) {
    List<Candidate> candidates = candidates(wanted, only, after);
    List<SloStatus> statuses = new ArrayList<>();
    int next = 0;
    while (next < candidates.size() && statuses.size() < most) {
      int size = Math.min(candidates.size() - next, Math.max(AT_LEAST, most - statuses.size()));
      addStatuses(candidates.subList(next, next + size), now, statuses);
      next += size;
    }
    return statuses.size() > most ? statuses.subList(0, most) : statuses;
  }

  /** The services that ever had events of an objective, and the one that it is about. */
  private List<Candidate> candidates(List<Objective> wanted, ServiceId only, SloKey after) {
    Map<String, Map<ServiceId, Long>> numbers = ledger.numbers(only);
    List<Candidate> candidates = new ArrayList<>();
    for (Objective objective : wanted) {
      Map<ServiceId, Long> byService =
          numbers.getOrDefault(objective.goal().indicator(objective.tool()).name(), Map.of());
      ServiceId about = objective.service();
      if (about == null) {
        byService.forEach(
            (service, number) -> candidates.add(new Candidate(objective, service, number)));
      } else if (only == null || only.equals(about)) {
        candidates.add(new Candidate(objective, about, byService.get(about)));
      }
    }
    candidates.removeIf(one -> after != null && one.key().compareTo(after) <= 0);
    candidates.sort(Comparator.comparing(Candidate::key));
    return candidates;
  }

  private void addStatuses(List<Candidate> candidates, Instant now, List<SloStatus> statuses) {
    Map<Range, Set<Long>> numbers = new HashMap<>();
    for (Candidate one : candidates) {
      Set<Long> ofWindow =
          numbers.computeIfAbsent(one.objective().window().at(now), window -> new TreeSet<>());
      if (one.number() != null) {
        ofWindow.add(one.number());
      }
    }
    Map<Range, Map<Long, List<EventCount>>> sums = new HashMap<>();
    numbers.forEach(
        (window, some) -> sums.put(window, ledger.sums(some, withBurnRates(window, now))));
    for (Candidate one : candidates) {
      List<EventCount> counts =
          sums.get(one.objective().window().at(now)).getOrDefault(one.number(), NO_EVENTS);
      if (counts.get(0).events() > 0 || one.objective().service() != null) {
        statuses.add(
            SloStatus.of(
                one.objective(),
                one.service(),
                now,
                counts.get(0),
                counts.subList(1, counts.size()),
                settings.minimumEvents()));
      }
    }
  }

  /** An objective's window and those of the burn rates. */
  private static List<Range> withBurnRates(Range window, Instant now) {
    Instant end = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    List<Range> ranges = new ArrayList<>();
    ranges.add(window);
    BurnAlert.WINDOWS.forEach(length -> ranges.add(new Range(end.minus(length), end)));
    return ranges;
  }

  /**
   * What may have a status.
   *
   * @param number of the service's events; null if it never had any
   */
  private record Candidate(Objective objective, ServiceId service, Long number) {
    SloKey key() {
      return new SloKey(objective.name(), service);
    }
  }
}
