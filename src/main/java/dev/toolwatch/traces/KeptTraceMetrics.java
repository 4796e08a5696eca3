package dev.toolwatch.traces;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.traces.KeptTraces.Loss;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the store has of kept traces, as metrics. Thread-safe. */
@TenantScoped
class KeptTraceMetrics implements MetricSource {
  private final KeptTraces traces;
  private final KeptTraceFlush flush;
  private final long createdMillis;

  KeptTraceMetrics(KeptTraces traces, KeptTraceFlush flush, InstantSource clock) {
    this.traces = traces;
    this.flush = flush;
    createdMillis = clock.millis();
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.gauge(
                "toolwatch_traces_kept_bytes",
                "Compressed bytes of the traces in the store, of all replicas, as of the last flush.",
                "bytes",
                flush.storedBytes().stream()
                    .mapToObj(bytes -> new GaugeSample(Labels.EMPTY, bytes))
                    .toList()),
            MetricFamily.counter(
                "toolwatch_traces_unstored",
                "Traces, or late parts of them, that were to be kept but are not in the store.",
                Arrays.stream(Loss.values())
                    .map(
                        reason ->
                            new CounterSample(
                                Labels.of("reason", reason.label()),
                                traces.lost(reason),
                                createdMillis))
                    .toList())));
  }
}
