package dev.toolwatch.cardinality;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The budgets of all families, and the metrics that show them. Thread-safe. */
@ApplicationScoped
public class Cardinality implements MetricSource {
  private final CardinalitySettings settings;
  private final ServiceBudget services;
  private final List<SeriesBudget> families = new CopyOnWriteArrayList<>();
  private final long createdMillis;

  Cardinality(CardinalitySettings settings, InstantSource clock) {
    this.settings = settings;
    services = new ServiceBudget(settings.maxServices());
    createdMillis = clock.millis();
  }

  public ServiceBudget services() {
    return services;
  }

  /**
   * The budget of a new family whose details are a closed set.
   *
   * @param family the metric's name
   * @param nameLabel the label whose values fold when the budget is spent; empty for none
   */
  public SeriesBudget family(String family, String nameLabel) {
    return family(family, nameLabel, "");
  }

  /** The same for a family with a second label, {@code detailLabel}, whose values fold too. */
  public SeriesBudget family(String family, String nameLabel, String detailLabel) {
    SeriesBudget budget = new SeriesBudget(family, settings.maxSeries(), nameLabel, detailLabel);
    families.add(budget);
    return budget;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<GaugeSample> used = new ArrayList<>();
    List<GaugeSample> limits = new ArrayList<>();
    List<CounterSample> limited = new ArrayList<>();
    for (SeriesBudget family : families) {
      Labels labels = Labels.of("family", family.family());
      used.add(new GaugeSample(labels, family.series()));
      limits.add(new GaugeSample(labels, family.limit()));
      if (!family.nameLabel().isEmpty()) {
        limited.add(limited(family.family(), family.nameLabel(), family.limitedTools()));
      }
      if (!family.detailLabel().isEmpty()) {
        limited.add(limited(family.family(), family.detailLabel(), family.limitedDetails()));
      }
    }
    Labels service = Labels.of("family", "service");
    used.add(new GaugeSample(service, services.services()));
    limits.add(new GaugeSample(service, services.limit()));
    limited.add(limited("service", "service_name", services.limited()));
    return CompletableFuture.completedFuture(
        List.of(
            new MetricFamily(
                "toolwatch_series", "Series in use.", "", MetricFamily.Type.GAUGE, used),
            new MetricFamily(
                "toolwatch_series_limit",
                "Series a family may have before values fold into __other__.",
                "",
                MetricFamily.Type.GAUGE,
                limits),
            new MetricFamily(
                "toolwatch_series_limited",
                "Observations whose label value was folded because of a limit.",
                "",
                MetricFamily.Type.COUNTER,
                limited)));
  }

  private CounterSample limited(String family, String label, long count) {
    Labels labels = Labels.of("family", family, "label", label, "reason", "limit");
    return new CounterSample(labels, count, createdMillis, Exemplar.NONE);
  }
}
