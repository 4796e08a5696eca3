package dev.toolwatch.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ForwardMetricsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(toolwatch_forward_\\w+)` \\| (\\w+) \\| ([^|]*) \\|");

  private final DeliveryFixture fixture = new DeliveryFixture(10_000);
  private final ForwardMetrics metrics =
      new ForwardMetrics(List.of(fixture.delivery), fixture.time);

  private List<MetricFamily> families() {
    return metrics.families().toCompletableFuture().join();
  }

  private Map<Labels, Double> values(String name) {
    Map<Labels, Double> values = new LinkedHashMap<>();
    for (MetricFamily family : families()) {
      if (family.name().equals(name)) {
        for (Sample sample : family.samples()) {
          if (sample instanceof CounterSample counter) {
            values.put(counter.labels(), counter.value());
          } else if (sample instanceof GaugeSample gauge) {
            values.put(gauge.labels(), gauge.value());
          }
        }
      }
    }
    return values;
  }

  private static Labels spans(String... more) {
    return more.length == 0
        ? Labels.of("target", "jaeger", "signal", "spans")
        : Labels.of("target", "jaeger", "signal", "spans", "result", more[0]);
  }

  @Test
  void figures_areThoseOfTheDelivery() {
    fixture.answers.add(new SendResult.Delivered(1, ""));
    fixture.offer("a", "b", "c");
    fixture.run();
    fixture.hold();
    fixture.offer("d");
    fixture.run();
    fixture.pass(Duration.ofSeconds(90));
    assertThat(values("toolwatch_forward_items"))
        .containsEntry(spans("delivered"), 2.0)
        .containsEntry(spans("refused"), 1.0)
        .containsEntry(spans("dropped"), 0.0);
    assertThat(values("toolwatch_forward_waiting_items")).containsEntry(spans(), 1.0);
    assertThat(values("toolwatch_forward_oldest_seconds")).containsValue(90.0);
    assertThat(values("toolwatch_forward_queue_bytes").values()).allMatch(bytes -> bytes > 0);
  }

  @Test
  void withoutTargets_thereAreNoFamilies() {
    assertThat(new ForwardMetrics(List.of(), fixture.time).families().toCompletableFuture().join())
        .isEmpty();
  }

  @Test
  void counters_goOnAfterAStop() {
    fixture.offer("a", "b");
    fixture.run();
    byte[] saved = metrics.save();
    DeliveryFixture next = new DeliveryFixture(10_000);
    ForwardMetrics after = new ForwardMetrics(List.of(next.delivery), next.time);
    after.restore(saved);
    next.offer("c");
    next.run();
    assertThat(next.count(TargetCounts.Result.DELIVERED)).isEqualTo(3);
    // Of a target that is no longer there.
    new ForwardMetrics(List.of(), next.time).restore(saved);
  }

  @Test
  void documentation_hasTheFamilies_withTheirTypesAndLabels() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs/reference/metrics.md")));
    while (row.find()) {
      documented.put(
          row.group(1),
          row.group(2) + " " + new TreeSet<>(List.of(row.group(3).replace("`", "").split(", "))));
    }
    Map<String, String> shown = new TreeMap<>();
    for (MetricFamily family : families()) {
      boolean counter = family.samples().get(0) instanceof CounterSample;
      TreeSet<String> labels = new TreeSet<>();
      for (Labels one : values(family.name()).keySet()) {
        for (int i = 0; i < one.size(); i++) {
          labels.add(one.name(i));
        }
      }
      shown.put(
          family.name() + (counter ? "_total" : ""), (counter ? "counter " : "gauge ") + labels);
    }
    assertThat(documented).isEqualTo(shown);
  }
}
