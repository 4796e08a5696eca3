package dev.toolwatch.red;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.expose.NativeBuckets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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

/** All shards' counts, merged and shown as the RED metrics of the contract. Thread-safe. */
@ApplicationScoped
public class RedMetrics implements MetricSource {
  private static final String SERVER = "mcp_server_operation_duration_seconds";
  private static final String CLIENT = "mcp_client_operation_duration_seconds";
  private static final String ERRORS = "mcp_server_errors";

  private static final HexFormat HEX = HexFormat.of();

  private static final double[] BOUNDARIES = HistogramSnapshot.boundarySeconds();

  private final RedBudgets budgets;
  private final List<Shard> shards = new CopyOnWriteArrayList<>();

  RedMetrics(Cardinality cardinality) {
    budgets =
        new RedBudgets(
            cardinality.family(SERVER, false),
            cardinality.family(CLIENT, false),
            cardinality.family(ERRORS + "_total", true));
  }

  /** A shard for one event loop, which the executor runs on. */
  public Shard openShard(Executor loop) {
    Shard shard = new Shard(loop, budgets);
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
    Map<String, Long> lastSeen = new HashMap<>();
    shards.forEach(
        shard -> shard.lastSeenMillis().forEach((k, v) -> lastSeen.merge(k, v, Math::max)));
    return List.of(
        histogram(
            SERVER,
            "Duration of MCP operations as handled by the server.",
            merge(shards, ShardSnapshot::server, OperationSnapshot::key, OperationSnapshot::plus)),
        histogram(
            CLIENT,
            "Duration of MCP operations as seen by the client that sent them.",
            merge(shards, ShardSnapshot::client, OperationSnapshot::key, OperationSnapshot::plus)),
        errors(merge(shards, ShardSnapshot::errors, ErrorSnapshot::key, ErrorSnapshot::plus)),
        lastSeen(lastSeen));
  }

  private static <S> Collection<S> merge(
      List<ShardSnapshot> shards,
      Function<ShardSnapshot, List<S>> part,
      Function<S, SeriesKey> key,
      BinaryOperator<S> plus) {
    Map<SeriesKey, S> merged = new LinkedHashMap<>();
    for (ShardSnapshot shard : shards) {
      for (S series : part.apply(shard)) {
        merged.merge(key.apply(series), series, plus);
      }
    }
    return merged.values();
  }

  private static MetricFamily histogram(
      String name, String help, Collection<OperationSnapshot> series) {
    List<HistogramSample> samples = new ArrayList<>(series.size());
    for (OperationSnapshot one : series) {
      HistogramSnapshot durations = one.durations();
      samples.add(
          new HistogramSample(
              labels(one.key(), "outcome"),
              one.createdMillis(),
              durations.count(),
              durations.sum(),
              BOUNDARIES,
              durations.classic(),
              exemplars(durations),
              nativeBuckets(durations)));
    }
    return new MetricFamily(name, help, "seconds", MetricFamily.Type.HISTOGRAM, samples);
  }

  private static Labels labels(SeriesKey key, String detail) {
    return Labels.of(
        "service_name",
        key.service(),
        "mcp_method_name",
        key.method(),
        "gen_ai_tool_name",
        key.tool(),
        detail,
        key.detail());
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

  private static MetricFamily errors(Collection<ErrorSnapshot> series) {
    return new MetricFamily(
        ERRORS,
        "MCP operations that failed, by error type.",
        "",
        MetricFamily.Type.COUNTER,
        series.stream()
            .map(
                one ->
                    new CounterSample(
                        labels(one.key(), "error_type"),
                        one.count(),
                        one.createdMillis(),
                        Exemplar.NONE))
            .toList());
  }

  private static MetricFamily lastSeen(Map<String, Long> millis) {
    return new MetricFamily(
        "mcp_service_last_seen_timestamp_seconds",
        "When an MCP operation of the service last arrived.",
        "seconds",
        MetricFamily.Type.GAUGE,
        millis.entrySet().stream()
            .map(e -> new GaugeSample(Labels.of("service_name", e.getKey()), e.getValue() / 1e3))
            .toList());
  }
}
