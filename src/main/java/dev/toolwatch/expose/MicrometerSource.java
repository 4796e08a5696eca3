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
 * Micrometer's meters of this process, in the form that its registry gives to Prometheus' old
 * client library.
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
    families.replaceAll(MicrometerSource::wellNamed);
    return CompletableFuture.completedFuture(families);
  }

  /**
   * Renames two meters after Prometheus' own clients and naming practices: seconds instead of
   * nanoseconds, and no gauge with the suffix of a histogram's count.
   */
  private static MetricFamily wellNamed(MetricFamily family) {
    return switch (family.name()) {
      case "process_cpu_time_ns" ->
          new MetricFamily(
              "process_cpu_seconds",
              "CPU time that the process has used.",
              "seconds",
              family.type(),
              family.samples().stream().map(MicrometerSource::inSeconds).toList());
      case "system_cpu_count" ->
          new MetricFamily(
              "system_cpus", family.help(), family.unit(), family.type(), family.samples());
      default -> family;
    };
  }

  private static Sample inSeconds(Sample nanos) {
    return nanos instanceof CounterSample counter
        ? new CounterSample(counter.labels(), counter.value() / 1e9, counter.createdMillis())
        : nanos;
  }
}
