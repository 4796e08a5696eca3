package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import dev.toolwatch.tenant.TenantScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How the objectives stand. Thread-safe; blocks. */
@TenantScoped
public class Slos {
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
   * How an objective stands for each service that had events in its window, and for the one that it is
   * about, by name.
   *
   * @param only the service, or null for all
   * @throws dev.toolwatch.store.StoreException if the store cannot be read
   */
  public List<SloStatus> statuses(Objective objective, ServiceId only, Instant now) {
    ServiceId service = objective.service() == null ? only : objective.service();
    if (only != null && !only.equals(service)) {
      return List.of();
    }
    String indicator = objective.goal().indicator(objective.tool()).name();
    Instant end = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    Range recent = new Range(end.minus(BurnAlert.LONGEST), end);
    Map<ServiceId, EventCount> sums = ledger.sums(indicator, service, objective.window().at(now));
    Map<ServiceId, MinuteCounts> minutes = ledger.minutes(indicator, service, recent);
    Set<ServiceId> services = new TreeSet<>(sums.keySet());
    if (objective.service() != null) {
      services.add(objective.service());
    }
    List<SloStatus> statuses = new ArrayList<>();
    for (ServiceId name : services) {
      statuses.add(
          SloStatus.of(
              objective,
              name,
              now,
              sums.getOrDefault(name, EventCount.NONE),
              minutes.getOrDefault(name, new MinuteCounts(recent)),
              settings.minimumEvents()));
    }
    return statuses;
  }
}
