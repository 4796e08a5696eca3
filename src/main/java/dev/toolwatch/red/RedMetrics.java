package dev.toolwatch.red;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.Family;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.expose.NativeBuckets;
import dev.toolwatch.expose.SlicedSamples;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.tenant.TenantScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The counts of all shards, merged and exposed as the RED metrics of the contract. Thread-safe. */
@TenantScoped
public class RedMetrics implements MetricSource, Checkpointed {
  /** Tools whose failures spans and data points may both tell: 1 MB at the most. */
  private static final int MAX_FAILING_TOOLS = 5_000;

  private static final String SERVER = "mcp_server_operation_duration_seconds";
  private static final String CLIENT = "mcp_client_operation_duration_seconds";
  private static final String ERRORS = "mcp_server_errors";
  private static final String DEPENDENCY = "mcp_dependency_duration_seconds";
  private static final String AUTH = "mcp_auth_attempts";
  private static final String SERVICE = "service_name";
  private static final String METHOD = "mcp_method_name";
  private static final String TOOL = "gen_ai_tool_name";
  private static final String OUTCOME = "outcome";

  private static final String ERROR_TYPE = "error_type";

  /** Tools fold into one series of this method. Any other method folds into one of its own. */
  private static final String TOOLS_CALL = "tools/call";

  private static final int OUTCOMES = Outcome.values().length;

  private static final HexFormat HEX = HexFormat.of();

  private static final double[] BOUNDARIES = HistogramSnapshot.boundarySeconds();

  private final RedBudgets budgets;
  private final ToldFailures told = new ToldFailures(MAX_FAILING_TOOLS);
  private final InstantSource clock;
  private final List<Shard> shards = new CopyOnWriteArrayList<>();

  /** What an earlier process counted, until a shard has taken it over; or null. */
  private byte[] earlier;

  RedMetrics(Cardinality cardinality, InstantSource clock) {
    this.clock = clock;
    budgets =
        new RedBudgets(
            cardinality.family(operations(SERVER)),
            cardinality.family(operations(CLIENT)),
            cardinality.family(
                new Family(ERRORS + "_total", METHOD, TOOLS_CALL, TOOL, ERROR_TYPE, 1)),
            cardinality.family(new Family(DEPENDENCY, "kind", "", "dependency", "", OUTCOMES)),
            cardinality.family(new Family(AUTH + "_total", "", "", "", "", OUTCOMES)));
  }

  private static Family operations(String name) {
    return new Family(name, METHOD, TOOLS_CALL, TOOL, "", OUTCOMES);
  }

  /**
   * Opens the shard of one event loop, whose executor is given. Called on that loop's thread. The
   * first shard continues with the counts of an earlier process, and the others wait for it.
   */
  public synchronized Shard openShard(Executor loop) {
    Shard shard = new Shard(loop, budgets, told);
    if (earlier != null) {
      shard.resume(earlier, clock.millis());
      earlier = null;
    }
    shards.add(shard);
    return shard;
  }

  @Override
  public String checkpointName() {
    return "red";
  }

  /** If no shard was ever opened, saves the earlier process's state unchanged. */
  @Override
  public synchronized byte[] save() {
    return earlier == null ? RedCheckpoint.write(MergedShards.await(shards)) : earlier;
  }

  @Override
  public synchronized void restore(byte[] state) {
    RedCheckpointReader.check(state);
    earlier = state;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return MergedShards.of(shards).thenApply(RedMetrics::page);
  }

  private static List<MetricFamily> page(MergedShards all) {
    Collection<ServiceSnapshot> services = all.services();
    return List.of(
        histogram(
            SERVER,
            "Duration of MCP operations, measured at the server.",
            all.server(),
            RedMetrics::operation),
        histogram(
            CLIENT,
            "Duration of MCP operations, measured at the client.",
            all.client(),
            RedMetrics::operation),
        histogram(
            DEPENDENCY,
            "Duration of calls that MCP servers make to their dependencies.",
            all.dependencies(),
            RedMetrics::dependency),
        counter(
            ERRORS, "MCP operations that failed, by error type.", all.errors(), RedMetrics::error),
        counter(
            AUTH,
            "Authentication attempts, by outcome.",
            all.auth(),
            id -> Labels.of(SERVICE, id.place().key().service().name(), OUTCOME, id.outcome())),
        lastSeen(services),
        extrapolated(services),
        clockOffsets(services));
  }

  private static MetricFamily histogram(
      String name, String help, List<SeriesParts> series, Function<SeriesId, Labels> labels) {
    return MetricFamily.durations(
        name,
        help,
        new SlicedSamples<>(
            series,
            HistogramSample.class,
            slice -> SeriesParts.copy(slice).stream().map(one -> sample(one, labels)).toList()));
  }

  private static HistogramSample sample(
      OperationSnapshot series, Function<SeriesId, Labels> labels) {
    HistogramSnapshot durations = series.durations();
    return new HistogramSample(
        labels.apply(series.id()),
        series.createdMillis(),
        durations.count(),
        durations.sum(),
        BOUNDARIES,
        durations.classic(),
        exemplars(durations),
        NativeBuckets.of(durations.exponential(), 0, durations.zeroes()));
  }

  private static Labels operation(SeriesId id) {
    SeriesKey key = id.place().key();
    return Labels.of(
        SERVICE,
        key.service().name(),
        METHOD,
        key.method(),
        TOOL,
        key.tool(),
        OUTCOME,
        id.outcome());
  }

  private static Labels error(SeriesId id) {
    SeriesKey key = id.place().key();
    return Labels.of(
        SERVICE,
        key.service().name(),
        METHOD,
        key.method(),
        TOOL,
        key.tool(),
        ERROR_TYPE,
        key.detail());
  }

  private static Labels dependency(SeriesId id) {
    SeriesKey key = id.place().key();
    return Labels.of(
        SERVICE,
        key.service().name(),
        "dependency",
        key.tool(),
        "kind",
        key.method(),
        OUTCOME,
        id.outcome());
  }

  private static Exemplar[] exemplars(HistogramSnapshot durations) {
    Exemplar[] exemplars = new Exemplar[HistogramSnapshot.BUCKETS];
    for (int bucket = 0; bucket < exemplars.length; bucket++) {
      exemplars[bucket] =
          exemplar(durations.exemplars(), bucket * HistogramSnapshot.EXEMPLAR_FIELDS);
    }
    return exemplars;
  }

  private static Exemplar exemplar(long[] fields, int at) {
    long spanId = fields[at + HistogramSnapshot.SPAN_ID];
    if (spanId == 0) {
      return Exemplar.NONE;
    }
    return new Exemplar(
        hex(fields[at + HistogramSnapshot.TRACE_ID_HIGH])
            + hex(fields[at + HistogramSnapshot.TRACE_ID_LOW]),
        hex(spanId),
        fields[at + HistogramSnapshot.DURATION_NANOS] / 1e9,
        Long.divideUnsigned(fields[at + HistogramSnapshot.END_NANOS], 1_000_000));
  }

  private static String hex(long bits) {
    return HEX.toHexDigits(bits);
  }

  private static MetricFamily counter(
      String name,
      String help,
      Collection<CountSnapshot> series,
      Function<SeriesId, Labels> labels) {
    return MetricFamily.counter(
        name,
        help,
        series.stream()
            .map(
                one ->
                    new CounterSample(
                        labels.apply(one.id()), one.count(), one.createdMillis(), Exemplar.NONE))
            .toList());
  }

  private static MetricFamily lastSeen(Collection<ServiceSnapshot> services) {
    List<GaugeSample> samples = new ArrayList<>();
    services.forEach(
        seen ->
            samples.add(
                new GaugeSample(
                    Labels.of(SERVICE, seen.service().id().name()), seen.lastSeenMillis() / 1e3)));
    return MetricFamily.gauge(
        "mcp_service_last_seen_timestamp_seconds",
        "When an MCP operation of the service last arrived.",
        "seconds",
        samples);
  }

  private static MetricFamily clockOffsets(Collection<ServiceSnapshot> services) {
    List<GaugeSample> samples = new ArrayList<>();
    services.forEach(
        seen -> {
          long known = seen.clockOffsetMillis();
          long offset = known == ClockOffset.UNKNOWN ? 0 : known;
          samples.add(
              new GaugeSample(Labels.of(SERVICE, seen.service().id().name()), offset / 1e3));
        });
    return MetricFamily.gauge(
        "mcp_service_clock_offset_seconds",
        "How long before their arrival the operations of a service steadily end, if that is more than"
            + " a minute; below 0 if they end after it; otherwise 0.",
        "seconds",
        samples);
  }

  private static MetricFamily extrapolated(Collection<ServiceSnapshot> services) {
    List<CounterSample> samples = new ArrayList<>();
    services.forEach(
        seen ->
            samples.add(
                new CounterSample(
                    Labels.of(SERVICE, seen.service().id().name()),
                    seen.extrapolated(),
                    seen.firstSeenMillis(),
                    Exemplar.NONE)));
    return MetricFamily.counter(
        "mcp_service_extrapolated_operations",
        "Operations counted in addition to the spans received, because their traces were sampled.",
        samples);
  }
}
