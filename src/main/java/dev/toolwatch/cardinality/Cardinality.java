package dev.toolwatch.cardinality;

import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.EventLoops;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.tenant.Tenants;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The budgets of all families and the metrics about them. Thread-safe. */
@TenantScoped
public class Cardinality implements MetricSource, Checkpointed {
  private final CardinalitySettings settings;
  private final HeapLimits limits;

  /** For how long names are used and unused. */
  private final ForwardTime time;

  private final LabelHash hash = new LabelHash(new SecureRandom().nextLong());
  private final Object lock = new Object();
  private final ServiceBudget services;
  private final List<SeriesBudget> families = new CopyOnWriteArrayList<>();
  private volatile long createdMillis;

  /** Counts of earlier processes for families that do not exist yet. */
  private final Map<String, Map<FoldCounts.Cause, Long>> earlier = new ConcurrentHashMap<>();

  @Inject
  Cardinality(
      CardinalitySettings settings,
      @ConfigProperty(name = "toolwatch.otlp.event-loops") int eventLoops,
      Tenants tenants,
      InstantSource clock) {
    this(settings, eventLoops, tenants.heapBytes(), clock);
  }

  Cardinality(CardinalitySettings settings, int eventLoops, InstantSource clock) {
    this(settings, eventLoops, Runtime.getRuntime().maxMemory(), clock);
  }

  private Cardinality(
      CardinalitySettings settings, int eventLoops, long heapBytes, InstantSource clock) {
    this.settings = settings;
    limits = HeapLimits.of(settings, EventLoops.of(eventLoops), heapBytes);
    time = new ForwardTime(clock);
    check(1, settings.maxTools(), "max-tools");
    check(1, settings.maxDependencies(), "max-dependencies");
    check(1, settings.maxErrorTypes(), "max-error-types");
    check(0, settings.idleTimeout().toMillis(), "idle-timeout");
    check(1, settings.dryRunMaxSeries().orElse(1), "dry-run-max-series");
    services = new ServiceBudget(limits.services(), lock, hash, time);
    createdMillis = clock.millis();
  }

  private static void check(long least, long value, String setting) {
    if (value < least) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.%s must be at least %d, but is %d"
              .formatted(setting, least, value));
    }
  }

  public ServiceBudget services() {
    return services;
  }

  /** Maximum series of one family. */
  public int maxSeries() {
    return limits.series();
  }

  /** Creates the budget of a family. */
  public SeriesBudget family(Family family) {
    int names =
        family.nameLabel().equals("dependency") ? settings.maxDependencies() : settings.maxTools();
    BudgetLimits ofFamily =
        new BudgetLimits(
            limits.series(),
            settings.guaranteed(),
            names,
            settings.maxErrorTypes(),
            settings.idleTimeout().toMillis(),
            settings.dryRunMaxSeries().orElse(0));
    SeriesBudget budget = new SeriesBudget(family, ofFamily, services, lock, hash, time);
    families.add(budget);
    goOn(budget);
    return budget;
  }

  private void goOn(SeriesBudget family) {
    Map<FoldCounts.Cause, Long> counted = earlier.remove(family.family().name());
    if (counted != null) {
      counted.forEach(family::addLimited);
    }
  }

  @Override
  public String checkpointName() {
    return "cardinality";
  }

  @Override
  public byte[] save() {
    Map<String, Map<FoldCounts.Cause, Long>> counts = new HashMap<>(earlier);
    families.forEach(family -> counts.put(family.family().name(), family.limited()));
    return new LimitedState(createdMillis, services.limited(), counts).toBytes();
  }

  /** Restores the counts. Families that are created later get theirs when they are created. */
  @Override
  public void restore(byte[] bytes) {
    LimitedState state = LimitedState.of(bytes);
    createdMillis = state.createdMillis();
    services.addLimited(state.services());
    earlier.putAll(state.families());
    families.forEach(this::goOn);
  }

  /**
   * The current state of all budgets.
   *
   * @param maxServices maximum number of services per family in the report, those that folded most
   *     first
   */
  public CardinalityReport report(int maxServices) {
    return new CardinalityReport(
        services.services(),
        services.limit(),
        services.demand(),
        services.limited(),
        families.stream().map(family -> family.report(maxServices)).toList());
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<GaugeSample> used = new ArrayList<>();
    List<GaugeSample> limits = new ArrayList<>();
    List<GaugeSample> demand = new ArrayList<>();
    List<CounterSample> limited = new ArrayList<>();
    for (SeriesBudget family : families) {
      String name = family.family().name();
      Labels labels = Labels.of("family", name);
      used.add(new GaugeSample(labels, family.series()));
      limits.add(new GaugeSample(labels, family.limit()));
      demand.add(new GaugeSample(labels, family.demand()));
      family
          .limited()
          .forEach(
              (cause, count) -> limited.add(limited(name, cause.label(), cause.reason(), count)));
    }
    Labels service = Labels.of("family", "service");
    used.add(new GaugeSample(service, services.services()));
    limits.add(new GaugeSample(service, services.limit()));
    demand.add(new GaugeSample(service, services.demand()));
    limited.add(
        limited("service", "service_name", Verdict.FAMILY_LIMIT.reason(), services.limited()));
    return CompletableFuture.completedFuture(
        List.of(
            MetricFamily.gauge("toolwatch_series", "Series in use.", "", used),
            MetricFamily.gauge(
                "toolwatch_series_limit",
                "Maximum series of the family, including those reserved for __other__.",
                "",
                limits),
            MetricFamily.gauge(
                "toolwatch_series_demand",
                "Estimated series that all names of the last hour or two would need.",
                "",
                demand),
            MetricFamily.counter(
                "toolwatch_series_limited",
                "Observations whose label value was folded because of a limit.",
                limited)));
  }

  private CounterSample limited(String family, String label, String reason, long count) {
    Labels labels = Labels.of("family", family, "label", label, "reason", reason);
    return new CounterSample(labels, count, createdMillis, Exemplar.NONE);
  }
}
