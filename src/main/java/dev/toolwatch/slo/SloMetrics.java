package dev.toolwatch.slo;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.errors.Failures;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.tenant.TenantScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Objectives and their events as metrics: of all replicas, and the same from each. The counters are
 * the store's own totals, so they go on after a restart, a crash included, and only grow.
 *
 * <p>Thread-safe. Bounds: series of a family; services with the fewest events are left off, and their
 * number is shown.
 */
@TenantScoped
class SloMetrics implements MetricSource {
  private static final String SERVICE = "service_name";
  private static final String SLO = "slo";
  private static final String TOOL = "gen_ai_tool_name";
  private static final String RESULT = "result";

  private final Objectives objectives;
  private final Failures failures;
  private final AlertLog alerts;
  private final int maxObjectives;
  private final long startedMillis;
  private volatile List<MetricFamily> shown = List.of();

  SloMetrics(
      Objectives objectives,
      Failures failures,
      AlertLog alerts,
      InstantSource clock,
      Cardinality cardinality) {
    this.objectives = objectives;
    this.failures = failures;
    this.alerts = alerts;
    maxObjectives = cardinality.maxSeries() / 2;
    startedMillis = clock.millis();
  }

  /**
   * Looks into the store; to be called after each flush, by its thread.
   *
   * @throws dev.toolwatch.store.StoreException if the store cannot be read
   */
  void refresh(Ledger ledger) {
    List<Counted> counted = new ArrayList<>();
    for (Objective objective : objectives.all()) {
      Map<ServiceId, IndicatorTotal> totals =
          ledger.totals(objective.goal().indicator(objective.tool()).name());
      totals.forEach(
          (service, total) -> {
            if (objective.isOf(service)) {
              counted.add(new Counted(objective, service, total));
            }
          });
    }
    counted.sort(
        Comparator.comparingLong((Counted one) -> -one.total().events())
            .thenComparing(Counted::service)
            .thenComparing(one -> one.objective().name()));
    int most = Math.min(maxObjectives, counted.size());
    shown = families(counted.subList(0, most), counted.size() - most);
  }

  private static List<MetricFamily> families(List<Counted> counted, int left) {
    List<GaugeSample> targets = new ArrayList<>();
    List<GaugeSample> thresholds = new ArrayList<>();
    List<CounterSample> events = new ArrayList<>();
    for (Counted one : counted) {
      String name = one.objective().name();
      IndicatorTotal total = one.total();
      targets.add(
          new GaugeSample(
              Labels.of(SERVICE, one.service().name(), SLO, name), one.objective().target()));
      Double threshold = one.objective().thresholdSeconds();
      if (threshold != null && counted.stream().noneMatch(other -> other.replaces(one))) {
        String tool = one.objective().tool() == null ? "" : one.objective().tool();
        thresholds.add(
            new GaugeSample(
                Labels.of(SERVICE, one.service().name(), SLO, name, TOOL, tool), threshold));
      }
      long created = total.first().toEpochMilli();
      events.add(
          new CounterSample(
              Labels.of(SERVICE, one.service().name(), SLO, name, RESULT, "good"),
              total.events() - total.bad(),
              created));
      events.add(
          new CounterSample(
              Labels.of(SERVICE, one.service().name(), SLO, name, RESULT, "bad"),
              total.bad(),
              created));
    }
    return List.of(
        MetricFamily.gauge(
            "mcp_slo_objective_ratio", "The part of events that is to be good.", "ratio", targets),
        MetricFamily.gauge(
            "mcp_slo_threshold_seconds",
            "The longest good duration of an objective of latency. A general objective is left out"
                + " for services that have their own.",
            "seconds",
            thresholds),
        MetricFamily.counter(
            "mcp_slo_events",
            "Events of an objective, of all replicas: the same from each.",
            events),
        MetricFamily.gauge(
            "toolwatch_slo_limited",
            "Services' objectives that are left off this page, for there are more than series.",
            "",
            left));
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<MetricFamily> families = new ArrayList<>(shown);
    families.add(
        limited(
            "failures",
            "Server errors whose type and tool incidents do not show, for a limit was met.",
            failures.limited()));
    families.add(
        limited(
            "alerts",
            "Alerts that reports do not know of any more, for a limit was met.",
            alerts.limited()));
    return CompletableFuture.completedStage(families);
  }

  private MetricFamily limited(String what, String help, long count) {
    return MetricFamily.counter(
        "toolwatch_slo_limited_" + what,
        help,
        List.of(new CounterSample(Labels.EMPTY, count, startedMillis)));
  }

  private record Counted(Objective objective, ServiceId service, IndicatorTotal total) {
    /** Whether this one is the service's own objective of latency, and the other a general one. */
    boolean replaces(Counted other) {
      return objective.thresholdSeconds() != null
          && objective.service() != null
          && other.objective.service() == null
          && service.equals(other.service)
          && Objects.equals(objective.tool(), other.objective.tool());
    }
  }
}
