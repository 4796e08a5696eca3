package dev.toolwatch.kafka;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.kafka.RecordCounts.Result;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What is read from Kafka, as metrics; the counters go on after a stop. Thread-safe. Without Kafka there
 * are no families.
 */
@ApplicationScoped
class KafkaMetrics implements MetricSource, Checkpointed {
  /** Changes with the layout. */
  private static final int VERSION = 1;

  /** Partitions with a series of their own. */
  static final int MAX_PARTITIONS = 200;

  private static final String OTHER = "__other__";

  private final boolean enabled;
  private final Supplier<Optional<ReaderState>> state;
  private final RecordCounts counts;
  private volatile long createdMillis;

  @Inject
  KafkaMetrics(KafkaIntake intake, InstantSource clock) {
    this(intake.isEnabled(), intake::state, intake.counts(), clock);
  }

  KafkaMetrics(
      boolean enabled,
      Supplier<Optional<ReaderState>> state,
      RecordCounts counts,
      InstantSource clock) {
    this.enabled = enabled;
    this.state = state;
    this.counts = counts;
    createdMillis = clock.millis();
  }

  @Override
  public boolean isOfSystem() {
    return true;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return CompletableFuture.completedStage(
        enabled ? families(state.get().orElse(ReaderState.STARTING)) : List.of());
  }

  private List<MetricFamily> families(ReaderState now) {
    return List.of(
        MetricFamily.counter(
            "toolwatch_kafka_records",
            "Records read from Kafka, by what became of them; lost are those that Kafka had deleted.",
            Arrays.stream(Result.values()).map(this::sample).toList()),
        MetricFamily.gauge(
            "toolwatch_kafka_partitions",
            "Partitions that this process reads.",
            "",
            (double) now.partitions().size()),
        MetricFamily.gauge(
            "toolwatch_kafka_missing_topics",
            "Topics of the setting that the brokers do not have.",
            "",
            (double) now.missingTopics()),
        MetricFamily.gauge(
            "toolwatch_kafka_lag_records",
            "Records of a partition that have not been read yet.",
            "records",
            lags(now.partitions())),
        MetricFamily.gauge(
            "toolwatch_kafka_lag_seconds",
            "Age of the last record read of the partition that is furthest behind; 0 if all has been"
                + " read.",
            "seconds",
            now.lagSeconds()),
        MetricFamily.gauge(
            "toolwatch_kafka_working",
            "1 while Kafka is read, 0 while it cannot be or the store does not take what is counted.",
            "",
            now.isWorking() ? 1 : 0));
  }

  private CounterSample sample(Result result) {
    return new CounterSample(Labels.of("result", result.label()), counts.of(result), createdMillis);
  }

  private static List<GaugeSample> lags(List<PartitionState> partitions) {
    List<GaugeSample> samples = new ArrayList<>();
    long others = 0;
    boolean folds = false;
    for (PartitionState partition : partitions) {
      long lag = partition.lagRecords();
      if (lag < 0) {
        continue;
      }
      if (samples.size() < MAX_PARTITIONS) {
        Labels labels = lagOf(partition.topic(), Integer.toString(partition.partition()));
        samples.add(new GaugeSample(labels, lag));
      } else {
        folds = true;
        others += lag;
      }
    }
    if (folds) {
      samples.add(new GaugeSample(lagOf(OTHER, OTHER), others));
    }
    return samples;
  }

  private static Labels lagOf(String topic, String partition) {
    return Labels.of("topic", topic, "partition", partition);
  }

  @Override
  public String checkpointName() {
    return "kafka";
  }

  @Override
  public byte[] save() {
    CheckpointWriter saved = new CheckpointWriter(VERSION).number(createdMillis);
    saved.number(Result.values().length);
    for (Result result : Result.values()) {
      saved.text(result.label()).number(counts.of(result));
    }
    return saved.toBytes();
  }

  @Override
  public void restore(byte[] bytes) {
    CheckpointReader saved = new CheckpointReader(bytes, VERSION);
    long created = saved.millis();
    RecordCounts earlier = new RecordCounts();
    for (int left = saved.size(); left > 0; left--) {
      Result result = saved.oneOf(Result.values(), Result::label);
      earlier.add(result, saved.count());
    }
    saved.end();
    for (Result result : Result.values()) {
      counts.add(result, earlier.of(result));
    }
    createdMillis = created;
  }
}
