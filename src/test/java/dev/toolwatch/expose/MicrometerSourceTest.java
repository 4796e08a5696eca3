package dev.toolwatch.expose;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Micrometer's registry on the old client, as Quarkus has it
class MicrometerSourceTest {
  private final CollectorRegistry collectors = new CollectorRegistry();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, collectors, Clock.SYSTEM);

  @Test
  void families_everyMeter_areTheLinesOfMicrometersOwnPage() {
    Counter.builder("jobs.done").tag("queue", "a \"b\"").register(registry).increment(3);
    Counter.builder("jobs.done").tag("queue", "c").register(registry).increment();
    Gauge.builder("queue.depth", () -> 7.5).description("How deep.").register(registry);
    Timer.builder("plain").register(registry).record(Duration.ofMillis(30));
    Timer.builder("quantiles").publishPercentiles(0.5, 0.99).register(registry);
    Timer buckets =
        Timer.builder("buckets")
            .serviceLevelObjectives(Duration.ofMillis(10), Duration.ofSeconds(1))
            .register(registry);
    buckets.record(Duration.ofMillis(5));
    buckets.record(Duration.ofMillis(500));
    buckets.record(Duration.ofSeconds(5));
    LongTaskTimer.builder("running").register(registry);
    assertThat(PageLines.of(Families.write(Format.TEXT, families())).keySet())
        .filteredOn(line -> !line.startsWith("#"))
        .containsExactlyInAnyOrderElementsOf(
            PageLines.of(registry.scrape(TextFormat.CONTENT_TYPE_004)).keySet().stream()
                .filter(line -> !line.startsWith("#"))
                .toList());
    assertThat(Families.write(Format.TEXT, families()))
        .contains("jobs_done_total{queue=\"a \\\"b\\\"\"} 3\n")
        .contains("# HELP queue_depth How deep.\n# TYPE queue_depth gauge\nqueue_depth 7.5\n")
        .contains("plain_seconds_count 1\nplain_seconds_sum 0.03\n")
        .contains("buckets_seconds_bucket{le=\"0.01\"} 1\n")
        .contains("buckets_seconds_bucket{le=\"1\"} 2\n")
        .contains("buckets_seconds_bucket{le=\"+Inf\"} 3\nbuckets_seconds_count 3\n");
  }

  @Test
  void families_counterThatFails_leavesTheOthers() {
    FunctionCounter.builder("broken", this, self -> Double.NaN).tag("a", "1").register(registry);
    Counter.builder("fine").register(registry).increment();
    assertThat(Families.write(Format.TEXT, families()))
        .doesNotContain("broken_total{")
        .contains("fine_total 1\n");
  }

  @Test
  void families_exemplars_arePassedOn() {
    io.prometheus.client.Counter counter =
        io.prometheus.client.Counter.build("calls", "Calls.").register(collectors);
    counter.incWithExemplar(2, "trace_id", Families.TRACE, "span_id", Families.SPAN);
    io.prometheus.client.Histogram histogram =
        io.prometheus.client.Histogram.build("wait", "Wait.").buckets(1).register(collectors);
    histogram.observeWithExemplar(0.5, "trace_id", Families.TRACE);
    assertThat(Families.write(Format.OPEN_METRICS, families()))
        .contains(
            "calls_total 2 # {trace_id=\"%s\",span_id=\"%s\"} 2 "
                .formatted(Families.TRACE, Families.SPAN))
        .contains("wait_bucket{le=\"1.0\"} 1 # {trace_id=\"%s\"} 0.5 ".formatted(Families.TRACE));
  }

  private List<MetricFamily> families() {
    return new MicrometerSource(collectors).families().toCompletableFuture().join();
  }
}
