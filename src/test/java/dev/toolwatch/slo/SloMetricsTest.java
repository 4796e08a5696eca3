package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.errors.Failures;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.MetricFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SloMetricsTest {
  private static final Instant START = Instant.parse("2026-08-03T00:00:00Z");

  @TempDir Path directory;

  private static SloMetrics metrics(MadeTime time, int maxSeries) {
    return new SloMetrics(
        time.objectives, new Failures(), time.alerts(), time.clock, Cardinalities.of(maxSeries, 1));
  }

  private static MetricFamily family(SloMetrics metrics, String name) {
    return metrics.families().toCompletableFuture().join().stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> shown(SloMetrics metrics) {
    return family(metrics, "mcp_slo_events").samples().stream()
        .map(CounterSample.class::cast)
        .map(sample -> sample.labels() + " " + sample.value())
        .toList();
  }

  @Test
  void events_areThoseOfTheLedger_andGoOnAfterARestart() {
    Map<String, MadeTime.Traffic> traffic = Map.of("orders", minute -> new long[] {10, 1});
    try (MadeTime time = new MadeTime(directory, START, Map.of())) {
      time.pass(Duration.ofMinutes(30), traffic);
      SloMetrics metrics = metrics(time, 1_000);
      metrics.refresh(time.ledger());
      assertThat(shown(metrics))
          .containsExactlyInAnyOrder(
              "[service_name, orders, slo, availability, result, good] 270.0",
              "[service_name, orders, slo, availability, result, bad] 30.0",
              "[service_name, orders, slo, latency, result, good] 270.0",
              "[service_name, orders, slo, latency, result, bad] 30.0");
      time.passUnseen(Duration.ofMinutes(5));
      time.pass(Duration.ofMinutes(10), traffic);
      SloMetrics after = metrics(time, 1_000);
      after.refresh(time.ledger());
      assertThat(shown(after))
          .contains("[service_name, orders, slo, availability, result, bad] 40.0");
    }
  }

  @Test
  void thresholds_areThoseOfLatency_andAServicesOwnReplacesTheGeneralOne() {
    Map<String, MadeTime.Traffic> traffic =
        Map.of("orders", minute -> new long[] {10, 1}, "chat", minute -> new long[] {10, 1});
    Map<String, String> settings =
        Map.of(
            "toolwatch.slo.objectives.patience.target", "90",
            "toolwatch.slo.objectives.patience.threshold", "20s",
            "toolwatch.slo.objectives.patience.service", "chat",
            "toolwatch.slo.objectives.swift.target", "90",
            "toolwatch.slo.objectives.swift.threshold", "500ms",
            "toolwatch.slo.objectives.swift.tool", "find",
            "toolwatch.slo.objectives.swift.service", "orders");
    try (MadeTime time = new MadeTime(directory, START, settings)) {
      time.pass(Duration.ofMinutes(30), traffic);
      SloMetrics metrics = metrics(time, 1_000);
      metrics.refresh(time.ledger());
      assertThat(family(metrics, "mcp_slo_threshold_seconds").samples())
          .extracting(sample -> sample.labels() + " " + ((GaugeSample) sample).value())
          .containsExactlyInAnyOrder(
              "[service_name, chat, slo, patience, gen_ai_tool_name, ] 20.0",
              "[service_name, orders, slo, latency, gen_ai_tool_name, ] 1.0",
              "[service_name, orders, slo, swift, gen_ai_tool_name, find] 0.5");
      assertThat(family(metrics, "mcp_slo_objective_ratio").samples()).hasSize(6);
    }
  }

  @Test
  void moreObjectivesThanSeries_thoseWithTheFewestEventsAreLeftOff_andCounted() {
    try (MadeTime time = new MadeTime(directory, START, Map.of())) {
      time.pass(
          Duration.ofMinutes(1),
          Map.of(
              "busy", minute -> new long[] {100, 0},
              "quiet", minute -> new long[] {1, 0},
              "calm", minute -> new long[] {10, 0}));
      SloMetrics metrics = metrics(time, 6);
      metrics.refresh(time.ledger());
      assertThat(shown(metrics))
          .hasSize(6)
          .noneMatch(sample -> sample.contains("quiet"))
          .filteredOn(sample -> sample.contains("busy"))
          .hasSize(4);
      assertThat(family(metrics, "toolwatch_slo_limited").samples())
          .extracting(sample -> ((GaugeSample) sample).value())
          .containsExactly(3.0);
    }
  }

  @Test
  void newObjective_isShown_whenAllItsOldEventsAreCounted() {
    Map<String, MadeTime.Traffic> traffic = Map.of("orders", minute -> new long[] {10, 1});
    int minutes = 5 * 1440;
    try (MadeTime time = new MadeTime(directory, START, Map.of())) {
      time.pass(Duration.ofMinutes(minutes), traffic);
    }
    Map<String, String> found =
        Map.of(
            "toolwatch.slo.objectives.found.target", "99",
            "toolwatch.slo.objectives.found.tool", "find");
    try (MadeTime time = new MadeTime(directory, START.plus(Duration.ofMinutes(minutes)), found)) {
      SloMetrics metrics = metrics(time, 1_000);
      ServiceLevel level =
          new ServiceLevel(
              time.objectives,
              metrics,
              new UpMetrics(time.settings, time.clock, Cardinalities.of(1_000, 1)),
              time.ledger(),
              new ObservedTimes(time.store().transactions()),
              time.maintenance(),
              time.alerts(),
              time.failures(),
              time.checks(),
              time.settings,
              time.clock);
      int updates = 0;
      while (metrics.families().toCompletableFuture().join().size() == 2) {
        level.flushed();
        updates++;
      }
      assertThat(updates).isBetween(2, 10);
      assertThat(shown(metrics))
          .contains(
              "[service_name, orders, slo, found, result, good] " + minutes * 9.0,
              "[service_name, orders, slo, found, result, bad] " + minutes * 1.0);
    }
  }
}
