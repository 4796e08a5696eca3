package dev.toolwatch.errors;

import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.tenant.TenantScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Error groups, as metrics. Thread-safe. */
@TenantScoped
class ErrorMetrics implements MetricSource {
  private static final String SERVICE = "service_name";

  private final Errors errors;
  private final ErrorFlush flush;
  private final InstantSource clock;
  private final long createdMillis;

  ErrorMetrics(Errors errors, ErrorFlush flush, InstantSource clock) {
    this.errors = errors;
    this.flush = flush;
    this.clock = clock;
    createdMillis = clock.millis();
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.gauge(
                "mcp_error_groups",
                "Error groups by status. A group that came back is open.",
                "",
                groups()),
            MetricFamily.counter(
                "mcp_error_groups_opened",
                "Error groups that were seen for the first time, or came back after they were resolved.",
                opened()),
            MetricFamily.counter(
                "toolwatch_errors",
                "Errors that spans and log records told of, by what became of them. All but those"
                    + " that are grouped count in the rest of their service.",
                List.of(
                    counter("grouped", errors.counted() - errors.groups().limited()),
                    counter("limited", errors.groups().limited()),
                    counter("refused", errors.queue().refused()),
                    counter("failed", errors.notGrouped()))),
            MetricFamily.counter(
                "toolwatch_errors_unstored",
                "Errors that are not in the store: it refused them, or was away for too long.",
                List.of(new CounterSample(Labels.EMPTY, flush.unstored(), createdMillis)))));
  }

  private CounterSample counter(String result, long value) {
    return new CounterSample(Labels.of("result", result), value, createdMillis);
  }

  private List<GaugeSample> groups() {
    List<GaugeSample> samples = new ArrayList<>();
    errors
        .groups()
        .byStatus(clock.millis())
        .forEach(
            (service, counts) -> {
              for (GroupStatus status : GroupStatus.values()) {
                samples.add(
                    new GaugeSample(
                        Labels.of(SERVICE, service.name(), "status", status.label()),
                        counts.getOrDefault(status, 0L)));
              }
            });
    return samples;
  }

  private List<CounterSample> opened() {
    List<CounterSample> samples = new ArrayList<>();
    errors
        .groups()
        .opened()
        .forEach(
            (service, counts) -> {
              for (Occasion occasion : List.of(Occasion.NEW, Occasion.REGRESSED)) {
                String cause = occasion == Occasion.NEW ? "new" : "regressed";
                samples.add(
                    new CounterSample(
                        Labels.of(SERVICE, service.name(), "cause", cause),
                        counts.getOrDefault(occasion, 0L),
                        createdMillis));
              }
            });
    return samples;
  }
}
