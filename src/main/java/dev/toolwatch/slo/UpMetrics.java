package dev.toolwatch.slo;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.probe.CheckedMinutes;
import dev.toolwatch.probe.ProbeHistory;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import dev.toolwatch.tenant.TenantScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether each service is up, by the rule of the reports, so that a dashboard's mean of it is the
 * reports' uptime: the state of the minute that ended last, or of the current one so far if nothing
 * is known of that. A service whose state is unknown, or which is in maintenance, is left out. Every
 * replica shows the same. Limited to as many services as there may be series. Thread-safe.
 */
@TenantScoped
class UpMetrics implements MetricSource {
  /** The age at which values are no longer shown. */
  private static final Duration STALE = Duration.ofMinutes(5);

  private final UptimeRule rule;
  private final int maxServices;
  private final InstantSource clock;

  /** For intervals. */
  private final ForwardTime time;

  private volatile Shown shown = new Shown(Instant.MIN, List.of());

  UpMetrics(SloSettings settings, InstantSource clock, Cardinality cardinality) {
    rule = UptimeRule.of(settings.uptime());
    maxServices = cardinality.maxSeries();
    this.clock = clock;
    time = new ForwardTime(clock);
  }

  /**
   * Reads the store; to be called after each flush, by its thread.
   *
   * @throws dev.toolwatch.store.StoreException if the store cannot be read
   */
  void refresh(
      Ledger ledger, ObservedTimes observed, MaintenanceBook maintenance, ProbeHistory checks) {
    long current = Minutes.of(clock.instant());
    Instant last = Minutes.start(current - 1);
    Range read = new Range(Minutes.start(current - 1 - rule.silence()), Minutes.start(current + 1));
    Map<ServiceId, MinuteCounts> services =
        new TreeMap<>(ledger.minutes(Objectives.AVAILABILITY.name(), null, read));
    Map<ServiceId, CheckedMinutes> checked = checks.minutes(read, service -> true);
    checked.keySet().forEach(name -> services.putIfAbsent(name, new MinuteCounts(read)));
    List<Range> seen = observed.within(read);
    List<Maintenance> agreed =
        maintenance.list(true).stream()
            .filter(window -> window.from().isBefore(read.to()) && last.isBefore(window.to()))
            .toList();
    List<GaugeSample> samples = new ArrayList<>();
    services.forEach(
        (service, operations) -> {
          List<Maintenance> own =
              agreed.stream().filter(window -> window.holdsFor(service)).toList();
          Timeline timeline =
              Timeline.of(
                  rule,
                  new Range(last, read.to()),
                  operations,
                  seen,
                  own,
                  read.from(),
                  checked.getOrDefault(service, CheckedMinutes.none(read)));
          MinuteState ended = timeline.state(0);
          MinuteState state = ended == MinuteState.UNKNOWN ? timeline.state(1) : ended;
          if (state.isKnown() && samples.size() < maxServices) {
            int up = state == MinuteState.DOWN ? 0 : 1;
            samples.add(new GaugeSample(Labels.of("service_name", service.name()), up));
          }
        });
    shown = new Shown(time.instant(), List.copyOf(samples));
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    Shown now = shown;
    boolean stale = time.instant().minus(STALE).isAfter(now.at());
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.gauge(
                "mcp_service_up",
                "Whether a service is up (1, also if it is degraded) or down (0), by the rule of the"
                    + " monthly report. Absent if that is unknown, and in agreed maintenance.",
                "",
                stale ? List.of() : now.samples())));
  }

  private record Shown(Instant at, List<GaugeSample> samples) {}
}
