package dev.toolwatch.traces;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.forward.Forwarding;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.tenant.Tenants;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** The traces of all event loops. Thread-safe. */
@TenantScoped
public class Traces implements MetricSource {
  /** What waits takes no more of the heap, whatever is set. */
  private static final int PART_OF_HEAP = 8;

  private static final long LEAST_BUFFER = 1 << 20;

  /** A shard and the loop that it belongs to. */
  private record OpenShard(TraceShard shard, Executor loop) {}

  private final boolean enabled;
  private final long maxBytes;
  private final TraceRules rules;
  private final KeepQuota quota = new KeepQuota();
  private final Hotspots hotspots;
  private final Forwarding forwarding;
  private final KeptTraces store;
  private final long createdMillis;
  private final List<OpenShard> shards = new CopyOnWriteArrayList<>();

  @Inject
  Traces(
      TracesSettings settings,
      Hotspots hotspots,
      Forwarding forwarding,
      KeptTraces store,
      Tenants tenants,
      InstantSource clock) {
    this(
        settings,
        Math.min(settings.buffer().asLongValue(), tenants.heapBytes() / PART_OF_HEAP),
        hotspots,
        forwarding,
        store,
        clock);
  }

  /**
   * @param buffer the maximum bytes that wait; a megabyte at least
   */
  Traces(
      TracesSettings settings,
      long buffer,
      Hotspots hotspots,
      Forwarding forwarding,
      KeptTraces store,
      InstantSource clock) {
    enabled = settings.enabled();
    maxBytes = Math.max(LEAST_BUFFER, buffer);
    rules = TraceRules.of(settings);
    this.hotspots = hotspots;
    this.forwarding = forwarding;
    this.store = store;
    createdMillis = clock.millis();
  }

  /** Whether spans wait to be decided on. */
  public boolean isEnabled() {
    return enabled;
  }

  /**
   * The traces of one event loop.
   *
   * @param loops the number of loops, which share the memory equally
   * @param loop runs tasks on the loop's thread
   */
  public TraceShard openShard(int loops, Executor loop) {
    TraceShard shard =
        new TraceShard(rules, maxBytes / loops, quota, hotspots.openShard(), this::keep);
    shards.add(new OpenShard(shard, loop));
    return shard;
  }

  private void keep(KeptTrace trace) {
    forwarding.takeKept(trace.request(), trace.spans());
    store.offer(trace);
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    CompletableFuture<TraceCounts> sum = CompletableFuture.completedFuture(TraceCounts.none());
    for (OpenShard open : shards) {
      sum =
          sum.thenCombine(
              CompletableFuture.supplyAsync(open.shard::counts, open.loop), TraceCounts::plus);
    }
    return sum.thenApply(this::families);
  }

  private List<MetricFamily> families(TraceCounts counts) {
    List<CounterSample> decided = new ArrayList<>();
    for (Decision decision : Decision.values()) {
      decided.add(counter("decision", decision.label(), counts.decided()[decision.ordinal()]));
    }
    return List.of(
        MetricFamily.counter("toolwatch_traces", "Traces decided, by why.", decided),
        MetricFamily.counter(
            "toolwatch_traces_late_spans",
            "Spans that came after their trace had been decided, and follow the decision.",
            List.of(
                counter("result", "kept", counts.lateKept()),
                counter("result", "dropped", counts.lateDropped()))),
        MetricFamily.counter(
            "toolwatch_traces_large_spans",
            "Spans too large for the buffer of traces: they are in no kept trace.",
            List.of(
                new CounterSample(Labels.EMPTY, counts.tooLarge(), createdMillis, Exemplar.NONE))),
        MetricFamily.gauge(
            "toolwatch_traces_waiting",
            "Traces that wait to be decided on.",
            "",
            (double) counts.waiting()),
        MetricFamily.gauge(
            "toolwatch_traces_buffer_bytes",
            "Memory that the spans of waiting traces take.",
            "bytes",
            (double) counts.bytes()));
  }

  private CounterSample counter(String label, String value, long count) {
    return new CounterSample(Labels.of(label, value), count, createdMillis, Exemplar.NONE);
  }
}
