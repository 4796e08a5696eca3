package dev.toolwatch.mcp;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import dev.toolwatch.tenant.TenantScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides what each side of each service is counted from, so that no operation is counted both from
 * its span and from its service's own metrics. Thread-safe; {@link #countsSpan} takes a lock only
 * for a new service and after metrics have stopped. Limited to the services that have their own
 * name.
 */
@TenantScoped
public class Sources implements MetricSource {
  private static final int MEMORY_VERSION = 1;

  private final ReportedMetricsSettings settings;
  private final InstantSource clock;
  private final ServiceBudget services;
  private final Map<ServiceId, ServiceSource> servers = new ConcurrentHashMap<>();
  private final Map<ServiceId, ServiceSource> clients = new ConcurrentHashMap<>();

  Sources(ReportedMetricsSettings settings, Cardinality cardinality, InstantSource clock) {
    if (settings.metricsTimeout().isNegative() || settings.metricsTimeout().isZero()) {
      throw new IllegalArgumentException(
          "toolwatch.mcp.metrics-timeout must be above 0: " + settings.metricsTimeout());
    }
    this.settings = settings;
    this.clock = clock;
    services = cardinality.services();
    services.onGone(this::forget);
  }

  private void forget(ServiceId service) {
    servers.remove(service);
    clients.remove(service);
  }

  /** Records that a cumulative stream was forgotten, with the time of its last point. */
  void forgot(StreamKey stream, long latestNanos) {
    Map<ServiceId, ServiceSource> sources =
        switch (stream.side()) {
          case SERVER -> servers;
          case CLIENT -> clients;
        };
    ServiceSource known = sources.get(stream.service());
    if (known != null) {
      known.forgot(latestNanos, clock.millis());
    }
  }

  /**
   * Returns whether the operation of a span is to be counted, and records it if so. If not, the
   * service's own metrics count it.
   *
   * @param service its name as labelled
   * @param endNanos end time of the span, nanoseconds since the Unix epoch
   */
  public boolean countsSpan(ServiceId service, Side side, long endNanos) {
    return of(service, side).countsSpan(endNanos);
  }

  ServiceSource of(ServiceId service, Side side) {
    Map<ServiceId, ServiceSource> sources =
        switch (side) {
          case SERVER -> servers;
          case CLIENT -> clients;
        };
    ServiceSource known = sources.get(service);
    return known != null ? known : sources.computeIfAbsent(service, this::newSource);
  }

  private ServiceSource newSource(ServiceId service) {
    return new ServiceSource(choice(service), settings.metricsTimeout().toMillis(), clock);
  }

  private SourceChoice choice(ServiceId service) {
    SourceChoice choice = settings.sources().getOrDefault(service.name(), settings.source());
    // Many services share this name, and some of them may send no metrics. All of them send spans.
    return choice == SourceChoice.AUTO && service.equals(ServiceBudget.OTHER)
        ? SourceChoice.SPANS
        : choice;
  }

  /** What is known of all services, for the memory of a log. */
  byte[] save() {
    CheckpointWriter state = new CheckpointWriter(MEMORY_VERSION);
    for (Map<ServiceId, ServiceSource> side : List.of(servers, clients)) {
      Map<ServiceId, ServiceSource> sorted = new TreeMap<>(side);
      state.number(sorted.size());
      sorted.forEach(
          (service, source) -> {
            state.text(service.tenant()).text(service.name());
            source.save(state);
          });
    }
    return state.toBytes();
  }

  /** Goes on from what {@link #save} returned; what is known of a service since goes first. */
  void restore(byte[] saved) {
    CheckpointReader state = new CheckpointReader(saved, MEMORY_VERSION);
    for (Map<ServiceId, ServiceSource> side : List.of(servers, clients)) {
      for (int left = state.size(); left > 0; left--) {
        ServiceId service = services.admit(new ServiceId(state.text(), state.text()));
        ServiceSource source = newSource(service);
        source.restore(state);
        side.putIfAbsent(service, source);
      }
    }
    state.end();
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    long nowMillis = clock.millis();
    List<GaugeSample> samples = new ArrayList<>();
    add(samples, servers, "server", nowMillis);
    add(samples, clients, "client", nowMillis);
    return CompletableFuture.completedFuture(
        List.of(
            MetricFamily.gauge(
                "mcp_service_source",
                "What a service's operations are counted from: its spans or its own metrics.",
                "",
                samples)));
  }

  private static void add(
      List<GaugeSample> samples,
      Map<ServiceId, ServiceSource> sources,
      String side,
      long nowMillis) {
    new TreeMap<>(sources)
        .forEach(
            (service, source) -> {
              String name = source.current(nowMillis).isOpen() ? "metrics" : "spans";
              samples.add(
                  new GaugeSample(
                      Labels.of("service_name", service.name(), "side", side, "source", name), 1));
            });
  }
}
