package dev.toolwatch.kafka;

import dev.toolwatch.otlp.LogConsumer;
import dev.toolwatch.otlp.RecordIntakes;
import dev.toolwatch.otlp.SignalConsumers;
import dev.toolwatch.signal.LogPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes a reader with Kafka's own client. */
final class KafkaClients {
  private KafkaClients() {}

  /** A reader by settings that have been checked. */
  static KafkaReader reader(
      KafkaSettings settings,
      SignalConsumers consumers,
      RecordIntakes intakes,
      Function<String, LogPosition> takeOver,
      Runnable flush,
      Duration patience,
      InstantSource clock,
      RecordCounts counts) {
    TaskQueue tasks = new TaskQueue();
    return new KafkaReader(
        Topics.of(settings.topics()),
        settings.start() == KafkaSettings.Start.LATEST,
        () -> connect(settings),
        KafkaClients::connections,
        tasks,
        (reader) -> consumers.openLog(tasks, reader),
        (LogConsumer logs) -> intakes.openKafka(logs, tasks),
        takeOver,
        flush,
        patience,
        clock,
        counts);
  }

  private static Consumer<byte[], byte[]> connect(KafkaSettings settings) throws Exception {
    if (!settings.securityProtocol().isTls()) {
      PlainBrokers.check(settings.bootstrapServers().orElse(List.of()));
    }
    return new KafkaConsumer<>(
        ConsumerProperties.of(settings, Runtime.getRuntime().maxMemory()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** A connection that is not accepted yet counts, too, so it takes an answer as well. */
  private static double connections(Consumer<byte[], byte[]> consumer) {
    double connections = 0;
    double answers = 0;
    for (Map.Entry<MetricName, ? extends Metric> metric : consumer.metrics().entrySet()) {
      MetricName name = metric.getKey();
      if (name.group().equals("consumer-metrics")) {
        if (name.name().equals("connection-count")) {
          connections = ((Number) metric.getValue().metricValue()).doubleValue();
        } else if (name.name().equals("response-total")) {
          answers = ((Number) metric.getValue().metricValue()).doubleValue();
        }
      }
    }
    return answers > 0 ? connections : 0;
  }
}
