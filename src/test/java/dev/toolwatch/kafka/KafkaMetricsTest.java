package dev.toolwatch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.kafka.RecordCounts.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KafkaMetricsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-28T00:00:00Z"));

  private final RecordCounts counts = new RecordCounts();

  private static KafkaMetrics metrics(ReaderState state, RecordCounts counts) {
    return new KafkaMetrics(true, () -> Optional.of(state), counts, CLOCK);
  }

  private static MetricFamily family(KafkaMetrics metrics, String name) {
    return metrics.families().toCompletableFuture().join().stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ReaderState reading(List<PartitionState> partitions) {
    return new ReaderState(Optional.empty(), false, partitions, 0, 0);
  }

  @Test
  void withoutKafka_nothing() {
    KafkaMetrics metrics = new KafkaMetrics(false, Optional::empty, counts, CLOCK);
    assertThat(metrics.families().toCompletableFuture().join()).isEmpty();
  }

  @Test
  void lag_isBounded_sumsTheRest_andLeavesOutWhatIsUnknown() {
    List<PartitionState> partitions = new ArrayList<>();
    partitions.add(new PartitionState("a_spans", 0, -1));
    for (int i = 0; i < KafkaMetrics.MAX_PARTITIONS + 3; i++) {
      partitions.add(new PartitionState("b_spans", i, 2));
    }
    MetricFamily lag = family(metrics(reading(partitions), counts), "toolwatch_kafka_lag_records");
    assertThat(lag.samples()).hasSize(KafkaMetrics.MAX_PARTITIONS + 1);
    assertThat((GaugeSample) lag.samples().get(KafkaMetrics.MAX_PARTITIONS))
        .isEqualTo(new GaugeSample(Labels.of("topic", "__other__", "partition", "__other__"), 6));
    assertThat(lag.samples().stream().mapToDouble(one -> ((GaugeSample) one).value()).sum())
        .isEqualTo(2.0 * (KafkaMetrics.MAX_PARTITIONS + 3));
  }

  @Test
  void working_isNotWhileItWaitsForTheStore() {
    assertThat(working(new ReaderState(Optional.empty(), false, List.of(), 0, 0))).isEqualTo(1);
    assertThat(working(new ReaderState(Optional.empty(), false, List.of(), 1, 0))).isEqualTo(1);
    assertThat(working(new ReaderState(Optional.empty(), true, List.of(), 0, 0))).isZero();
    assertThat(working(ReaderState.of(Trouble.UNREACHABLE))).isZero();
  }

  private double working(ReaderState state) {
    MetricFamily working = family(metrics(state, counts), "toolwatch_kafka_working");
    return ((GaugeSample) working.samples().get(0)).value();
  }

  @Test
  void counters_goOnAfterAStop() {
    counts.add(Result.ACCEPTED, 7);
    counts.add(Result.LOST, 2);
    byte[] saved = metrics(ReaderState.STARTING, counts).save();
    RecordCounts next = new RecordCounts();
    next.add(Result.ACCEPTED, 1);
    KafkaMetrics restarted = metrics(ReaderState.STARTING, next);
    restarted.restore(saved);
    assertThat(
            family(restarted, "toolwatch_kafka_records").samples().stream()
                .map(one -> ((CounterSample) one).labels() + " " + ((CounterSample) one).value()))
        .hasSize(Result.values().length);
    assertThat(next.of(Result.ACCEPTED)).isEqualTo(8);
    assertThat(next.of(Result.LOST)).isEqualTo(2);
  }
}
