package dev.toolwatch.expose;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Micrometer's meters of the process, as its registry gives them to Prometheus' old client library.
 */
@Singleton
final class MicrometerSource implements MetricSource {
  private final CollectorRegistry registry;

  // Not the CollectorRegistry itself: Quarkus produces a new, empty one for each injection.
  @Inject
  @SuppressWarnings("deprecation") // by Micrometer, but still the one that Quarkus has
  MicrometerSource(PrometheusMeterRegistry registry) {
    this(registry.getPrometheusRegistry());
  }

  MicrometerSource(CollectorRegistry registry) {
    this.registry = registry;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<MetricFamily> families = new ArrayList<>();
    Collections.list(registry.metricFamilySamples())
        .forEach(family -> families.addAll(new SimpleclientFamily(family).families()));
    return CompletableFuture.completedFuture(families);
  }
}
