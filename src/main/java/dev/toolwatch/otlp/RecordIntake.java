package dev.toolwatch.otlp;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.Vocabulary;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Shows records of logs to a consumer, each of them a request in protobuf. Not thread-safe: used on the
 * thread that reads.
 */
public final class RecordIntake implements AutoCloseable {
  private final LogConsumer consumer;
  private final Transport transport;
  private final Intake intake;

  /**
   * An intake of one thread.
   *
   * @param consumer of that thread
   * @param transport that its records are counted by
   */
  RecordIntake(
      LogConsumer consumer,
      Vocabulary vocabulary,
      InstantSource clock,
      IntakeLimits limits,
      Transport transport) {
    this.consumer = consumer;
    this.transport = transport;
    intake = new Intake(consumer, vocabulary, clock, limits);
  }

  /** What it has counted so far. On the thread that reads. */
  LoopCounts counts() {
    return intake.counts();
  }

  /**
   * Shows a record. It counts either completely or not at all.
   *
   * @param position of the record
   * @param next position of the record that follows
   * @param epochMillis when it arrived, in milliseconds since the Unix epoch
   * @param gzip whether it is compressed
   * @return why nothing of it counts; empty if it counts
   */
  public Optional<String> accept(
      String log,
      long position,
      long next,
      Signal signal,
      byte[] body,
      int from,
      int to,
      long epochMillis,
      boolean gzip) {
    consumer.at(log, position, next);
    RequestHead head = new RequestHead(signal, transport, Encoding.PROTOBUF, gzip);
    Answer answer = intake.accept(head, body, from, to, epochMillis);
    return answer.code() == Answer.Code.ACCEPTED ? Optional.empty() : Optional.of(answer.message());
  }

  /** Items of accepted records so far. */
  public long accepted(Signal signal) {
    return intake.received().accepted(signal, transport);
  }

  /** Items of accepted records so far that were refused, as a sender would be told. */
  public long rejected(Signal signal) {
    return intake.received().rejected(signal, transport);
  }

  /** Must be called several times a second while no record is shown. */
  public void tick() {
    intake.tick();
  }

  /** Frees native memory, and has the consumer count everything that waits. */
  @Override
  public void close() {
    intake.close();
  }
}
