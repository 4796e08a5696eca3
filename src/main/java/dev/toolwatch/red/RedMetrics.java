package dev.toolwatch.red;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.Family;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.cardinality.Service;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.expose.NativeBuckets;
import dev.toolwatch.expose.SlicedSamples;
import dev.toolwatch.signal.ExponentialCounts;
import dev.toolwatch.signal.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;

/** All shards' counts, merged and shown as the RED metrics of the contract. Thread-safe. */
@ApplicationScoped
public class RedMetrics implements MetricSource {
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

  /** Every tool folds into one of this method; other methods fold themselves. */
  private static final String TOOLS_CALL = "tools/call";

  private static final int OUTCOMES = Outcome.values().length;

  private static final HexFormat HEX = HexFormat.of();

  private static final double[] BOUNDARIES = HistogramSnapshot.boundarySeconds();

  private final RedBudgets budgets;
  private final List<Shard> shards = new CopyOnWriteArrayList<>();

  RedMetrics(Cardinality cardinality) {
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
   * A shard for one event loop, which the executor runs on.
   *
   * @param then is told of what has been counted
   */
  public Shard openShard(Executor loop, CountedHandler then) {
    Shard shard = new Shard(loop, budgets, then);
    shards.add(shard);
    return shard;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    List<CompletableFuture<ShardSnapshot>> taken =
        shards.stream().map(shard -> shard.snapshot().toCompletableFuture()).toList();
    return CompletableFuture.allOf(taken.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> merge(taken.stream().map(CompletableFuture::join).toList()));
  }

  private static List<MetricFamily> merge(List<ShardSnapshot> shards) {
    Collection<ServiceSnapshot> services =
        merge(
            shards,
            ShardSnapshot::services,
            ServiceSnapshot::service,
            Service::isGone,
            ServiceSnapshot::plus);
    return List.of(
        histogram(
            SERVER,
            "Duration of MCP operations as handled by the server.",
            operations(shards, ShardSnapshot::server),
            RedMetrics::operation),
        histogram(
            CLIENT,
            "Duration of MCP operations as seen by the client that sent them.",
            operations(shards, ShardSnapshot::client),
            RedMetrics::operation),
        histogram(
            DEPENDENCY,
            "Duration of what MCP servers call themselves.",
            operations(shards, ShardSnapshot::dependencies),
            RedMetrics::dependency),
        counter(
            ERRORS,
            "MCP operations that failed, by error type.",
            counts(shards, ShardSnapshot::errors),
            RedMetrics::error),
        counter(
            AUTH,
            "Attempts at authentication, by outcome.",
            counts(shards, ShardSnapshot::auth),
            id -> Labels.of(SERVICE, id.place().key().service(), OUTCOME, id.outcome())),
        lastSeen(services),
        extrapolated(services));
  }

  private static List<SeriesParts> operations(
      List<ShardSnapshot> shards, Function<ShardSnapshot, List<OperationAccumulator>> family) {
    Map<SeriesId, List<SeriesParts.Part>> series = new LinkedHashMap<>();
    for (ShardSnapshot shard : shards) {
      for (OperationAccumulator one : family.apply(shard)) {
        series
            .computeIfAbsent(one.id(), id -> new ArrayList<>(shards.size()))
            .add(new SeriesParts.Part(shard.shard(), one));
      }
    }
    // Asked once: one that goes meanwhile is there with the counts of all shards or not at all.
    series.keySet().removeIf(id -> id.place().isGone());
    return series.entrySet().stream()
        .map(one -> new SeriesParts(one.getKey(), one.getValue()))
        .toList();
  }

  private static Collection<CountSnapshot> counts(
      List<ShardSnapshot> shards, Function<ShardSnapshot, List<CountSnapshot>> part) {
    return merge(shards, part, CountSnapshot::id, id -> id.place().isGone(), CountSnapshot::plus);
  }

  /**
   * What all shards have counted of each series. One that goes meanwhile is there with the counts of
   * all shards or not at all: that is asked once.
   */
  private static <S, I> Collection<S> merge(
      List<ShardSnapshot> shards,
      Function<ShardSnapshot, List<S>> part,
      Function<S, I> identity,
      Predicate<I> isGone,
      BinaryOperator<S> plus) {
    Map<I, S> merged = new LinkedHashMap<>();
    for (ShardSnapshot shard : shards) {
      for (S one : part.apply(shard)) {
        merged.merge(identity.apply(one), one, plus);
      }
    }
    merged.keySet().removeIf(isGone);
    return merged.values();
  }

  private static MetricFamily histogram(
      String name, String help, List<SeriesParts> series, Function<SeriesId, Labels> labels) {
    return new MetricFamily(
        name,
        help,
        "seconds",
        MetricFamily.Type.HISTOGRAM,
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
        nativeBuckets(durations));
  }

  private static Labels operation(SeriesId id) {
    SeriesKey key = id.place().key();
    return Labels.of(
        SERVICE, key.service(), METHOD, key.method(), TOOL, key.tool(), OUTCOME, id.outcome());
  }

  private static Labels error(SeriesId id) {
    SeriesKey key = id.place().key();
    return Labels.of(
        SERVICE, key.service(), METHOD, key.method(), TOOL, key.tool(), ERROR_TYPE, key.detail());
  }

  private static Labels dependency(SeriesId id) {
    SeriesKey key = id.place().key();
    return Labels.of(
        SERVICE,
        key.service(),
        "dependency",
        key.tool(),
        "kind",
        key.method(),
        OUTCOME,
        id.outcome());
  }

  private static NativeBuckets nativeBuckets(HistogramSnapshot durations) {
    ExponentialCounts counts = durations.exponential();
    // OpenTelemetry numbers buckets by their lower bound, Prometheus by their upper one.
    return new NativeBuckets(
        counts.scale(), 0, durations.zeroes(), counts.first() + 1, counts.counts());
  }

  private static Exemplar[] exemplars(HistogramSnapshot durations) {
    Exemplar[] exemplars = new Exemplar[HistogramSnapshot.BUCKETS];
    for (int bucket = 0; bucket < exemplars.length; bucket++) {
      int at = bucket * HistogramSnapshot.EXEMPLAR_FIELDS;
      long[] fields = durations.exemplars();
      exemplars[bucket] =
          fields[at + 2] == 0
              ? Exemplar.NONE
              : new Exemplar(
                  hex(fields[at]) + hex(fields[at + 1]),
                  hex(fields[at + 2]),
                  fields[at + 3] / 1e9,
                  Long.divideUnsigned(fields[at + 4], 1_000_000));
    }
    return exemplars;
  }

  private static String hex(long bits) {
    return HEX.toHexDigits(bits);
  }

  private static MetricFamily counter(
      String name,
      String help,
      Collection<CountSnapshot> series,
      Function<SeriesId, Labels> labels) {
    return new MetricFamily(
        name,
        help,
        "",
        MetricFamily.Type.COUNTER,
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
                    Labels.of(SERVICE, seen.service().name()), seen.lastSeenMillis() / 1e3)));
    return new MetricFamily(
        "mcp_service_last_seen_timestamp_seconds",
        "When an MCP operation of the service last arrived.",
        "seconds",
        MetricFamily.Type.GAUGE,
        samples);
  }

  private static MetricFamily extrapolated(Collection<ServiceSnapshot> services) {
    List<CounterSample> samples = new ArrayList<>();
    services.forEach(
        seen ->
            samples.add(
                new CounterSample(
                    Labels.of(SERVICE, seen.service().name()),
                    seen.extrapolated(),
                    seen.firstSeenMillis(),
                    Exemplar.NONE)));
    return new MetricFamily(
        "mcp_service_extrapolated_operations",
        "Operations counted beyond the spans that came, because their traces were sampled.",
        "",
        MetricFamily.Type.COUNTER,
        samples);
  }
}
