package dev.toolwatch.relay;

import dev.toolwatch.cardinality.FamilyReport;
import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.relay.RelayedSeries.Limit;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.signal.Redaction;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Passes the servers' own metrics on to Prometheus. Its own counters go on after a stop; series come
 * anew with their next points. Thread-safe.
 */
@TenantScoped
public class Relay implements MetricSource, Checkpointed {
  /** To be changed with the layout of what is saved. */
  private static final int VERSION = 1;

  /** Of the heap, at most, that series may take. */
  private static final int PART_OF_HEAP = 16;

  private final boolean enabled;
  private final RelayRules rules;
  private final RelayedSeries series;
  private final ForwardTime time;
  private volatile long createdMillis;
  private final LongAdder[] points = new LongAdder[RelayDisposition.values().length];

  /**
   * @param users attributes whose values are replaced by pseudonyms
   * @param redacted further ones
   */
  @Inject
  Relay(
      RelaySettings settings,
      Recognition recognition,
      @ConfigProperty(name = "toolwatch.users.attributes") Optional<List<String>> users,
      @ConfigProperty(
              name = "toolwatch.traces.redacted-attributes",
              defaultValue = Redaction.DEFAULT_ATTRIBUTES)
          Optional<List<String>> redacted,
      InstantSource clock) {
    this(
        settings,
        Stream.concat(users.orElse(List.of()).stream(), redacted.orElse(List.of()).stream())
            .toList(),
        recognition.pseudonyms(),
        Runtime.getRuntime().maxMemory() / PART_OF_HEAP,
        clock);
  }

  /**
   * @param sensitive attributes whose values are replaced by pseudonyms
   * @param pseudonyms makes pseudonyms of identities; used by one thread at a time
   * @param maxBytes the maximum memory that series take, roughly
   */
  Relay(
      RelaySettings settings,
      List<String> sensitive,
      UnaryOperator<String> pseudonyms,
      long maxBytes,
      InstantSource clock) {
    enabled = settings.enabled();
    rules = new RelayRules(settings, sensitive);
    series =
        new RelayedSeries(
            settings.maxSeries(),
            maxBytes,
            settings.staleAfter().toMillis(),
            new LabelMaker(rules, pseudonyms));
    time = new ForwardTime(clock);
    createdMillis = clock.millis();
    Arrays.setAll(points, disposition -> new LongAdder());
  }

  /** Whether metrics are passed on. */
  public boolean isEnabled() {
    return enabled;
  }

  /** An intake for one event loop. */
  public RelayIntake open() {
    return new RelayIntake(this);
  }

  RelayRules rules() {
    return rules;
  }

  RelayedSeries series() {
    return series;
  }

  /** Counts what became of a point. */
  void disposed(RelayDisposition disposition) {
    points[disposition.ordinal()].increment();
  }

  /** The time for waits, which never goes back, in milliseconds. */
  long millis() {
    return time.millis();
  }

  /**
   * How much of the room is used, and by whom.
   *
   * @param maxServices the maximum number of services in it, those with most refused points first
   */
  public FamilyReport report(int maxServices) {
    return series.report(maxServices);
  }

  /**
   * Which services send metrics, and whether some are of their process or runtime. Where there are more
   * services than have shares of their own, the others are {@code __other__} together. Empty if metrics
   * are not passed on.
   */
  public Map<ServiceId, Boolean> runtimes() {
    return enabled ? series.runtimes(millis()) : Map.of();
  }

  @Override
  public String checkpointName() {
    return "relay";
  }

  @Override
  public byte[] save() {
    CheckpointWriter state = new CheckpointWriter(VERSION).number(createdMillis);
    for (RelayDisposition disposition : RelayDisposition.values()) {
      state.number(points[disposition.ordinal()].sum());
    }
    series.limited().values().forEach(state::number);
    return state.toBytes();
  }

  @Override
  public void restore(byte[] bytes) {
    CheckpointReader state = new CheckpointReader(bytes, VERSION);
    long created = state.millis();
    long[] disposed = new long[points.length];
    for (int i = 0; i < disposed.length; i++) {
      disposed[i] = state.count();
    }
    Map<Limit, Long> limited = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      limited.put(limit, state.count());
    }
    state.end();
    createdMillis = created;
    for (int i = 0; i < disposed.length; i++) {
      points[i].add(disposed[i]);
    }
    series.addLimited(limited);
  }

  /** Its families give way to Toolwatch's own where they have the same name. */
  @Override
  public boolean givesWay() {
    return true;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    if (!enabled) {
      return CompletableFuture.completedFuture(List.of());
    }
    List<MetricFamily> families = new ArrayList<>(series.page(millis()));
    families.add(
        MetricFamily.counter(
            "toolwatch_relay_points", "Data points by what became of them.", points()));
    families.add(
        MetricFamily.gauge(
            "toolwatch_relay_bytes",
            "Memory that relayed series take.",
            "bytes",
            (double) series.bytes()));
    Labels family = Labels.of("family", RelayedSeries.FAMILY);
    families.add(gauge("toolwatch_series", family, series.size()));
    families.add(gauge("toolwatch_series_limit", family, series.limit()));
    families.add(gauge("toolwatch_series_demand", family, (double) series.demand()));
    families.add(
        MetricFamily.counter(
            "toolwatch_series_limited",
            "",
            series.limited().entrySet().stream()
                .map(
                    count ->
                        counter(
                            Labels.of(
                                "family",
                                RelayedSeries.FAMILY,
                                "label",
                                "series",
                                "reason",
                                count.getKey().reason()),
                            (double) count.getValue()))
                .toList()));
    return CompletableFuture.completedFuture(families);
  }

  private static MetricFamily gauge(String name, Labels labels, double value) {
    return MetricFamily.gauge(name, "", "", List.of(new GaugeSample(labels, value)));
  }

  private List<CounterSample> points() {
    return Arrays.stream(RelayDisposition.values())
        .map(
            disposition ->
                counter(
                    Labels.of("disposition", disposition.label()),
                    (double) points[disposition.ordinal()].sum()))
        .toList();
  }

  private CounterSample counter(Labels labels, double value) {
    return new CounterSample(labels, value, createdMillis);
  }
}
