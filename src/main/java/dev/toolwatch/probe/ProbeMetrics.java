package dev.toolwatch.probe;

import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.InfoSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Shows what is known of each probe. Every replica shows the same, up to a flush later. Thread-safe. */
@TenantScoped
class ProbeMetrics implements MetricSource {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final Supplier<List<ProbeView>> probes;

  @Inject
  ProbeMetrics(Probes probes) {
    this(probes::list);
  }

  ProbeMetrics(Supplier<List<ProbeView>> probes) {
    this.probes = probes;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<ProbeView> all = probes.get();
    if (all.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return CompletableFuture.completedStage(
        List.of(
            gauge(
                "mcp_probe_success",
                "Whether a probe counts as up (1) or not (0). Absent as long as nothing is known.",
                "",
                all,
                status -> status.state() == null ? null : status.isFailed() ? 0.0 : 1.0),
            MetricFamily.gauge(
                "mcp_probe_state",
                "1 for the state that a probe has, 0 for the others.",
                "",
                states(all)),
            gauge(
                "mcp_probe_duration_seconds",
                "How long the last check of a probe took.",
                "seconds",
                all,
                status -> status.checkedAt() == null ? null : status.nanos() / NANOS),
            gauge(
                "mcp_probe_last_check_timestamp_seconds",
                "When the last check of a probe began.",
                "seconds",
                all,
                status -> seconds(status.checkedAt())),
            MetricFamily.gauge(
                "mcp_probe_interval_seconds",
                "The time between two checks of a probe.",
                "seconds",
                intervals(all)),
            gauge(
                "mcp_probe_tls_expiry_timestamp_seconds",
                "When the certificate expires that a probe saw last.",
                "seconds",
                all,
                status -> seconds(status.tlsExpiry())),
            MetricFamily.gauge(
                "mcp_probe_tools",
                "The number of tools that an MCP server lists.",
                "",
                tools(
                    all,
                    status -> status.mcp() == null ? null : 1.0 * status.mcp().tools().size())),
            MetricFamily.gauge(
                "mcp_probe_tools_changed_timestamp_seconds",
                "When the tools of an MCP server last changed. Absent if that was never seen.",
                "seconds",
                tools(all, status -> seconds(status.changedAt()))),
            MetricFamily.info(
                "mcp_probe",
                "The host that a probe checks, and the service whose state it tells.",
                all.stream().map(ProbeMetrics::info).toList())));
  }

  private static MetricFamily gauge(
      String name,
      String help,
      String unit,
      List<ProbeView> all,
      Function<ProbeStatus, Double> value) {
    List<GaugeSample> samples = new ArrayList<>();
    for (ProbeView probe : all) {
      add(samples, labels(probe), value.apply(probe.status()));
    }
    return MetricFamily.gauge(name, help, unit, samples);
  }

  private static List<GaugeSample> intervals(List<ProbeView> all) {
    List<GaugeSample> samples = new ArrayList<>();
    for (ProbeView probe : all) {
      add(samples, labels(probe), probe.interval().toNanos() / NANOS);
    }
    return samples;
  }

  private static List<GaugeSample> tools(List<ProbeView> all, Function<ProbeStatus, Double> value) {
    List<GaugeSample> samples = new ArrayList<>();
    for (ProbeView probe : all) {
      add(samples, Labels.of("probe", probe.name()), value.apply(probe.status()));
    }
    return samples;
  }

  private static List<GaugeSample> states(List<ProbeView> all) {
    List<GaugeSample> samples = new ArrayList<>();
    for (ProbeView probe : all) {
      if (probe.status().state() != null) {
        for (Verdict verdict : Verdict.values()) {
          Labels labels =
              Labels.of("probe", probe.name(), "kind", probe.kind(), "state", verdict.label());
          add(samples, labels, verdict == probe.status().state() ? 1.0 : 0.0);
        }
      }
    }
    return samples;
  }

  private static void add(List<GaugeSample> samples, Labels labels, Double value) {
    if (value != null) {
      samples.add(new GaugeSample(labels, value));
    }
  }

  private static Double seconds(Instant time) {
    return time == null ? null : time.toEpochMilli() / MILLIS;
  }

  private static Labels labels(ProbeView probe) {
    return Labels.of("probe", probe.name(), "kind", probe.kind());
  }

  private static InfoSample info(ProbeView probe) {
    return new InfoSample(
        Labels.of(
            "probe",
            probe.name(),
            "kind",
            probe.kind(),
            "host",
            probe.host(),
            "service_name",
            probe.service() == null ? "" : probe.service()));
  }
}
