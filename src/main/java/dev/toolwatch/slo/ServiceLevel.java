package dev.toolwatch.slo;

import dev.toolwatch.store.FailureLog;
import dev.toolwatch.store.Ledger;
import dev.toolwatch.store.MinuteCounts;
import dev.toolwatch.store.Range;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Keeps the ledger up to date: after each flush, by its thread. What it does is the same if it is done
 * again, and by any replica.
 */
@ApplicationScoped
public class ServiceLevel {
  /** Transactions after one flush: a week of minutes takes a few flushes. */
  private static final int MOST_TRANSACTIONS = 8;

  /** Incidents of this time may still change, for operations come late. */
  private static final Duration LATE = Duration.ofHours(25);

  /** Between two looks for incidents, whose failures are to be kept. */
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final Objectives objectives;
  private final SloMetrics metrics;
  private final Failures failures;
  private final UptimeRule rule;
  private final InstantSource clock;
  private final Instant started;
  private Instant looked = Instant.MIN;

  ServiceLevel(
      Objectives objectives,
      SloMetrics metrics,
      Failures failures,
      SloSettings settings,
      InstantSource clock) {
    this.objectives = objectives;
    this.metrics = metrics;
    this.failures = failures;
    this.clock = clock;
    rule = UptimeRule.of(settings.uptime());
    started = clock.instant();
  }

  /**
   * To be called when all that has been counted is in the store.
   *
   * @throws dev.toolwatch.store.StoreException if the store is away
   */
  public void update(Ledger ledger, FailureLog log) {
    Instant now = clock.instant();
    ledger.observed(started, now);
    failures.flush(log::add);
    if (ledger.settle(objectives.indicators(), MOST_TRANSACTIONS)) {
      // Not before: an increase by a new objective's old events would look as if it were of now.
      metrics.refresh(ledger);
    }
    if (!now.isBefore(looked.plus(EVERY))) {
      looked = now;
      keepFailures(ledger, log, now);
    }
  }

  /** With those of maintenance: it may be taken back. */
  private void keepFailures(Ledger ledger, FailureLog log, Instant now) {
    Range recent = new Range(now.minus(LATE), now);
    Map<String, MinuteCounts> services =
        ledger.minutes(Objectives.AVAILABILITY.name(), null, recent);
    services.forEach(
        (service, operations) -> {
          Timeline timeline =
              Timeline.of(rule, recent, operations, List.of(recent), List.of(), recent.from());
          List<Range> incidents =
              Incident.of(timeline, rule).stream().map(Incident::range).toList();
          if (!incidents.isEmpty()) {
            log.keep(service, incidents);
          }
        });
  }
}
