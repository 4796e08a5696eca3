package dev.toolwatch.kafka;

import dev.toolwatch.kafka.RecordCounts.Result;
import dev.toolwatch.otlp.RecordIntake;
import dev.toolwatch.signal.LinePace;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Shows records to the pipeline. A record that cannot be used is counted and skipped, with one line a
 * minute in the log. Not thread-safe: for the thread that reads.
 */
final class Records {
  private static final Logger LOG = Logger.getLogger(Records.class);

  private final Topics topics;
  private final RecordIntake intake;
  private final RecordCounts counts;
  private final LinePace lines;
  private final InstantSource clock;

  Records(Topics topics, RecordIntake intake, RecordCounts counts, InstantSource clock) {
    this.topics = topics;
    this.intake = intake;
    this.counts = counts;
    this.clock = clock;
    lines = new LinePace(1, clock);
  }

  /**
   * Shows a record.
   *
   * @param log the name of its partition's log
   * @param again whether it has been counted before
   */
  void accept(String log, ConsumerRecord<byte[], byte[]> kafkaRecord, boolean again) {
    Optional<String> refusal = show(log, kafkaRecord);
    if (again) {
      counts.add(Result.REPLAYED, 1);
    } else if (refusal.isEmpty()) {
      counts.add(Result.ACCEPTED, 1);
    } else {
      counts.add(Result.REJECTED, 1);
      warn(kafkaRecord, refusal.get());
    }
  }

  private Optional<String> show(String log, ConsumerRecord<byte[], byte[]> kafkaRecord) {
    byte[] value = kafkaRecord.value() == null ? new byte[0] : kafkaRecord.value();
    try {
      Optional<String> refusal =
          intake.accept(
              log,
              kafkaRecord.offset(),
              kafkaRecord.offset() + 1,
              topics.signals().get(kafkaRecord.topic()),
              value,
              0,
              value.length,
              clock.millis(),
              false);
      return refusal.isEmpty() && value.length == 0 ? Optional.of("it is empty") : refusal;
    } catch (RuntimeException e) {
      // The next record may be all right, and this one would fail again.
      LOG.errorf(e, "A record of %s cannot be counted", log);
      return Optional.of(e.toString());
    }
  }

  private void warn(ConsumerRecord<byte[], byte[]> kafkaRecord, String why) {
    long unsaid = lines.happened(0);
    if (unsaid > 0) {
      LOG.warnf(
          "Cannot use the record of topic %s, partition %d, offset %d: %s. It is skipped. Such records"
              + " since the last such line: %d, see toolwatch_kafka_records_total",
          kafkaRecord.topic(), kafkaRecord.partition(), kafkaRecord.offset(), why, unsaid);
    }
  }
}
