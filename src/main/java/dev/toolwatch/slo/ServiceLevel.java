package dev.toolwatch.slo;

import dev.toolwatch.errors.FailureLog;
import dev.toolwatch.probe.CheckedMinutes;
import dev.toolwatch.probe.ProbeHistory;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.StoreListener;
import dev.toolwatch.tenant.TenantScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Keeps the ledger up to date after each flush. The result is the same if it is done again, and by any
 * replica.
 */
@TenantScoped
public class ServiceLevel implements StoreListener {
  /** Transactions after one flush. A week of minutes takes a few flushes. */
  private static final int MOST_TRANSACTIONS = 8;

  /** For so long incidents may still change, because operations come late. */
  private static final Duration LATE = Duration.ofHours(25);

  /** Between two searches for incidents whose failures are to be kept. */
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final Objectives objectives;
  private final SloMetrics metrics;
  private final UpMetrics up;
  private final Ledger ledger;
  private final ObservedTimes observed;
  private final MaintenanceBook maintenance;
  private final AlertLog alerts;
  private final FailureLog failures;
  private final ProbeHistory checks;
  private final UptimeRule rule;
  private final InstantSource clock;
  private final ForwardTime time;
  private final Instant started;
  private Instant looked = Instant.MIN;

  ServiceLevel(
      Objectives objectives,
      SloMetrics metrics,
      UpMetrics up,
      Ledger ledger,
      ObservedTimes observed,
      MaintenanceBook maintenance,
      AlertLog alerts,
      FailureLog failures,
      ProbeHistory checks,
      SloSettings settings,
      InstantSource clock) {
    this.objectives = objectives;
    this.metrics = metrics;
    this.up = up;
    this.ledger = ledger;
    this.observed = observed;
    this.maintenance = maintenance;
    this.alerts = alerts;
    this.failures = failures;
    this.checks = checks;
    this.clock = clock;
    time = new ForwardTime(clock);
    rule = UptimeRule.of(settings.uptime());
    started = clock.instant();
  }

  @Override
  public String task() {
    return "service levels";
  }

  @Override
  public void flushed() {
    Instant now = clock.instant();
    observed.add(started, now);
    if (ledger.settle(objectives.indicators(), MOST_TRANSACTIONS)) {
      // Not before: the old events of a new objective would look as if they were new.
      metrics.refresh(ledger);
      up.refresh(ledger, observed, maintenance, checks);
    }
    Instant at = time.instant();
    if (!at.isBefore(looked.plus(EVERY))) {
      keepFailures(now);
      looked = at;
    }
  }

  @Override
  public void expire(Retention retention, Instant now) {
    ledger.expire(retention, now);
    observed.expire(retention, now);
    maintenance.expire(retention, now);
    alerts.expire(retention, now);
  }

  /** Includes those during maintenance, since it may be taken back. */
  private void keepFailures(Instant now) {
    Range recent = new Range(now.minus(LATE), now);
    Map<ServiceId, MinuteCounts> services =
        ledger.minutes(Objectives.AVAILABILITY.name(), null, recent);
    services.forEach(
        (service, operations) -> {
          Timeline timeline =
              Timeline.of(
                  rule,
                  recent,
                  operations,
                  List.of(recent),
                  List.of(),
                  recent.from(),
                  CheckedMinutes.none(recent));
          List<Range> incidents =
              Incident.of(timeline, rule).stream().map(Incident::range).toList();
          if (!incidents.isEmpty()) {
            failures.keep(service, incidents);
          }
        });
  }
}
