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
  /** Nobody sees it: requests of the receiver are counted by transport, records of logs are not. */
  private static final Transport TRANSPORT = Transport.HTTP;

  private final LogConsumer consumer;
  private final Intake intake;

  /**
   * An intake of one thread.
   *
   * @param consumer of that thread
   * @param maxBytes the maximum size of a record, inflated
   * @param maxSpans the maximum number of spans in a record
   */
  public RecordIntake(
      LogConsumer consumer,
      Vocabulary vocabulary,
      InstantSource clock,
      int maxBytes,
      int maxSpans) {
    this.consumer = consumer;
    intake = new Intake(consumer, vocabulary, clock, new IntakeLimits(maxBytes, maxSpans));
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
    RequestHead head = new RequestHead(signal, TRANSPORT, Encoding.PROTOBUF, gzip);
    Answer answer = intake.accept(head, body, from, to, epochMillis);
    return answer.code() == Answer.Code.ACCEPTED ? Optional.empty() : Optional.of(answer.message());
  }

  /** Items of accepted records so far. */
  public long accepted(Signal signal) {
    return intake.received().accepted(signal, TRANSPORT);
  }

  /** Items of accepted records so far that were refused, as a sender would be told. */
  public long rejected(Signal signal) {
    return intake.received().rejected(signal, TRANSPORT);
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
