package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.signal.ServiceId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gauge of services that are up, and that its mean is the uptime of the report. */
class UpMetricsTest {
  private static final Instant START = Instant.parse("2026-08-01T00:00:00Z");

  @TempDir Path directory;

  private static Map<String, Double> shown(MadeTime time, UpMetrics metrics) {
    metrics.refresh(
        time.ledger(),
        new ObservedTimes(time.store().transactions()),
        time.maintenance(),
        time.checks());
    return shown(metrics);
  }

  private static Map<String, Double> shown(UpMetrics metrics) {
    Map<String, Double> shown = new TreeMap<>();
    metrics.families().toCompletableFuture().join().get(0).samples().stream()
        .map(GaugeSample.class::cast)
        .forEach(sample -> shown.put(sample.labels().value(0), sample.value()));
    return shown;
  }

  @Test
  void states_areThoseOfTheRule() {
    Map<String, MadeTime.Traffic> traffic =
        Map.of(
            "up", minute -> new long[] {10, 0},
            "degraded", minute -> new long[] {20, 4},
            "down", minute -> new long[] {10, 9},
            "quiet", minute -> new long[] {minute.isBefore(START.plusSeconds(600)) ? 9 : 0, 0});
    try (MadeTime time = new MadeTime(directory, START, Map.of())) {
      UpMetrics metrics = new UpMetrics(time.settings, time.clock, Cardinalities.of(1_000, 1));
      assertThat(shown(metrics)).isEmpty();
      time.pass(Duration.ofMinutes(15), traffic);
      assertThat(shown(time, metrics))
          .isEqualTo(Map.of("up", 1.0, "degraded", 1.0, "down", 0.0, "quiet", 1.0));
      time.pass(Duration.ofMinutes(15), traffic);
      assertThat(shown(time, metrics)).isEqualTo(Map.of("up", 1.0, "degraded", 1.0, "down", 0.0));
      assertThat(shown(time, new UpMetrics(time.settings, time.clock, Cardinalities.of(2, 1))))
          .hasSize(2);
      time.clock.advance(Duration.ofMinutes(6));
      assertThat(shown(metrics)).isEmpty();
    }
  }

  /** Nothing is known of the minute before. */
  @Test
  void firstMinute_isShownWhileItGoesOn() {
    Map<String, MadeTime.Traffic> traffic = Map.of("orders", minute -> new long[] {10, 9});
    try (MadeTime time = new MadeTime(directory, START, Map.of())) {
      UpMetrics metrics = new UpMetrics(time.settings, time.clock, Cardinalities.of(1_000, 1));
      time.passUnseen(Duration.ofHours(1));
      time.pass(Duration.ofSeconds(50), traffic);
      assertThat(shown(time, metrics)).isEqualTo(Map.of("orders", 0.0));
    }
  }

  @Test
  void agreedMaintenance_isLeftOut() {
    Map<String, MadeTime.Traffic> traffic = Map.of("orders", minute -> new long[] {10, 9});
    try (MadeTime time = new MadeTime(directory, START, Map.of())) {
      Instant from = START.plus(Duration.ofMinutes(20));
      time.maintenance()
          .add(
              new Maintenance(
                  "a",
                  ServiceId.of("orders"),
                  from,
                  from.plusSeconds(600),
                  "update",
                  "ann",
                  START,
                  null,
                  null),
              "10.0.0.7");
      UpMetrics metrics = new UpMetrics(time.settings, time.clock, Cardinalities.of(1_000, 1));
      time.pass(Duration.ofMinutes(20), traffic);
      assertThat(shown(time, metrics)).isEqualTo(Map.of("orders", 0.0));
      time.pass(Duration.ofMinutes(5), traffic);
      assertThat(shown(time, metrics)).isEmpty();
    }
  }

  /** The first half of the hour was up, the second is down: from its 40th minute on there is traffic. */
  @Test
  void minutesWithoutOperations_haveTheStateThatProbesTell() {
    Map<String, MadeTime.Traffic> traffic =
        Map.of(
            "orders", minute -> new long[] {minute.isBefore(START.plusSeconds(2_400)) ? 0 : 10, 0});
    long half = (1L << 30) - 1;
    try (MadeTime time = new MadeTime(directory, START, Map.of())) {
      time.probe("ask-orders", "orders");
      time.probe("ask-silent", "silent");
      time.check("ask-orders", START, half, half << 30);
      time.check("ask-silent", START, half << 30, half);
      time.check("of-nobody", START, half, half);
      UpMetrics metrics = new UpMetrics(time.settings, time.clock, Cardinalities.of(1_000, 1));
      time.pass(Duration.ofMinutes(20), traffic);
      assertThat(shown(time, metrics)).isEqualTo(Map.of("orders", 1.0, "silent", 0.0));
      time.pass(Duration.ofMinutes(15), traffic);
      assertThat(shown(time, metrics)).isEqualTo(Map.of("orders", 0.0, "silent", 1.0));
      time.pass(Duration.ofMinutes(25), traffic);
      assertThat(shown(time, metrics)).isEqualTo(Map.of("orders", 1.0, "silent", 1.0));

      StateCount orders = time.report("orders", YearMonth.of(2026, 8)).total().states();
      assertThat(orders).isEqualTo(new StateCount(50, 0, 10, 0, 0, 0, 40));
      StateCount silent = time.report("silent", YearMonth.of(2026, 8)).total().states();
      assertThat(silent).isEqualTo(new StateCount(30, 0, 30, 0, 0, 0, 60));
      assertThat(time.reports()).containsExactly("orders", "silent");
    }
  }

  @Test
  void quietNight_meanOfTheGauge_isTheUptimeOfTheReport() {
    Instant outage = START.plus(Duration.ofHours(20));
    MadeTime.Traffic daily =
        minute -> {
          boolean night = minute.isBefore(START.plus(Duration.ofHours(8)));
          boolean fails = !minute.isBefore(outage) && minute.isBefore(outage.plusSeconds(1_800));
          return new long[] {night ? 0 : 10, !night && fails ? 10 : 0};
        };
    try (MadeTime time = new MadeTime(directory, START.minus(Duration.ofHours(1)), Map.of())) {
      UpMetrics metrics = new UpMetrics(time.settings, time.clock, Cardinalities.of(1_000, 1));
      time.pass(Duration.ofHours(1), Map.of("orders", minute -> new long[] {10, 0}));
      double sum = 0;
      int samples = 0;
      for (int minute = 0; minute < 24 * 60; minute++) {
        time.pass(Duration.ofMinutes(1), Map.of("orders", daily));
        Double up = shown(time, metrics).get("orders");
        sum += up == null ? 0 : up;
        samples += up == null ? 0 : 1;
      }
      StateCount states =
          time.reports
              .report(ServiceId.of("orders"), YearMonth.of(2026, 8), time.clock.instant())
              .orElseThrow()
              .total()
              .states();
      assertThat(states.unknown()).isEqualTo(8 * 60 - 10);
      assertThat(samples).isEqualTo(states.counted());
      assertThat(sum / samples).isEqualTo((double) states.available() / states.counted());
    }
  }
}
