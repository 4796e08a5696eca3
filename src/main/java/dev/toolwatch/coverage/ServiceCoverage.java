package dev.toolwatch.coverage;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.relay.Relay;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.tenant.TenantScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The checks of all services of which this process received an operation in the last half to whole
 * hour. Thread-safe.
 */
@TenantScoped
public class ServiceCoverage implements MetricSource, Checkpointed {
  /** Services that are told apart in half an hour by each event loop: 250 bytes each. */
  static final int MAX_SERVICES = 1_000;

  private static final long PATIENCE_SECONDS = 5;

  /** Of the layout of the saved state. */
  private static final int VERSION = 1;

  private final Relay relay;
  private final ExceptionCounts exceptions;
  private final CalledTools tools;
  private final List<CoverageShard> shards = new CopyOnWriteArrayList<>();
  private volatile long createdMillis;

  /** What earlier processes have counted. */
  private volatile long earlierLimited;

  ServiceCoverage(Relay relay, ExceptionCounts exceptions, CalledTools tools, InstantSource clock) {
    this.relay = relay;
    this.exceptions = exceptions;
    this.tools = tools;
    createdMillis = clock.millis();
  }

  /**
   * Opens a shard for one event loop.
   *
   * @param loop runs tasks on the event loop's thread
   */
  public CoverageShard openShard(Executor loop) {
    CoverageShard shard = new CoverageShard(loop, MAX_SERVICES);
    shards.add(shard);
    return shard;
  }

  /**
   * All findings, service by service in the order of their names. Waits for the event loops, so it must
   * not be called on one of them.
   */
  public List<Finding> findings() {
    return findings(snapshot().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join().services());
  }

  @Override
  public String checkpointName() {
    return "coverage";
  }

  @Override
  public byte[] save() {
    try {
      CoverageShard.Snapshot all = snapshot().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      return new CheckpointWriter(VERSION).number(createdMillis).number(limited(all)).toBytes();
    } catch (CompletionException e) {
      throw new IllegalStateException("an event loop does not answer", e);
    }
  }

  @Override
  public void restore(byte[] bytes) {
    CheckpointReader state = new CheckpointReader(bytes, VERSION);
    long created = state.millis();
    long limited = state.count();
    state.end();
    createdMillis = created;
    earlierLimited = limited;
  }

  private long limited(CoverageShard.Snapshot all) {
    return earlierLimited + all.limited() + exceptions.limited();
  }

  /** What all event loops have counted, put together on none of them. */
  private CompletableFuture<CoverageShard.Snapshot> snapshot() {
    List<CompletableFuture<CoverageShard.Snapshot>> taken =
        shards.stream().map(CoverageShard::snapshot).toList();
    return CompletableFuture.allOf(taken.toArray(CompletableFuture<?>[]::new))
        .thenApplyAsync(done -> merged(taken.stream().map(CompletableFuture::join).toList()));
  }

  private static CoverageShard.Snapshot merged(List<CoverageShard.Snapshot> shards) {
    Map<ServiceId, long[]> services = new TreeMap<>();
    long limited = 0;
    for (CoverageShard.Snapshot shard : shards) {
      limited += shard.limited();
      shard
          .services()
          .forEach((service, counts) -> services.merge(service, counts, CoverageShard::plus));
    }
    return new CoverageShard.Snapshot(services, limited);
  }

  private List<Finding> findings(Map<ServiceId, long[]> services) {
    Map<ServiceId, Double> traced = exceptions.shares();
    Map<ServiceId, Boolean> runtimes = relay.runtimes();
    Map<ServiceId, Double> called = tools.shares();
    List<Finding> findings = new ArrayList<>();
    services.forEach(
        (service, counts) ->
            findings.addAll(
                Judgement.of(
                    service,
                    counts,
                    new Judgement.Elsewhere(
                        traced.get(service), runtime(service, runtimes), called.get(service)))));
    return findings;
  }

  /** Those of services that are not told apart may be of any of them. */
  private Double runtime(ServiceId service, Map<ServiceId, Boolean> runtimes) {
    boolean known = runtimes.containsKey(service) && !service.equals(ServiceBudget.OTHER);
    if (!relay.isEnabled() || !known && runtimes.containsKey(ServiceBudget.OTHER)) {
      return null;
    }
    return runtimes.getOrDefault(service, false) ? 1.0 : 0.0;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return snapshot().thenApply(this::page);
  }

  private List<MetricFamily> page(CoverageShard.Snapshot all) {
    List<GaugeSample> ratios = new ArrayList<>();
    for (Finding finding : findings(all.services())) {
      if (finding.ratio() != null) {
        Labels labels =
            Labels.of("service_name", finding.service().name(), "check", finding.check().label());
        ratios.add(new GaugeSample(labels, finding.ratio()));
      }
    }
    return List.of(
        MetricFamily.gauge(
            "mcp_coverage_ratio",
            "Share of what was received of a service in the last hour that has what a check looks for.",
            "",
            ratios),
        MetricFamily.counter(
            "toolwatch_coverage_limited_operations",
            "Operations whose service has no checks of its own because of a limit.",
            List.of(new CounterSample(Labels.EMPTY, limited(all), createdMillis))));
  }
}
