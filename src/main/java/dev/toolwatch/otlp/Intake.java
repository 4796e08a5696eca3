package dev.toolwatch.otlp;

import dev.toolwatch.signal.SpanCounts;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import java.time.InstantSource;

/**
 * The way of a request through the receiver: inflate, decode, show to the consumer, answer. One per
 * event loop, used by its thread alone, with everything it needs reused from request to request.
 *
 * <p>A request is counted whole or not at all. Single items that cannot be used are refused by a
 * partial success.
 */
final class Intake {
  private final SignalConsumer consumer;
  private final Vocabulary vocabulary;
  private final InstantSource clock;
  private final IntakeLimits limits;
  private final Gunzip gunzip = new Gunzip();
  private final ScratchBuffer inflated = new ScratchBuffer();
  private final ReceiverCounts received = new ReceiverCounts();
  private TraceIntake traces;
  private MetricIntake metrics;
  private LogIntake logs;

  /**
   * An intake of one event loop.
   *
   * @param vocabulary the attributes that decoders keep
   */
  Intake(SignalConsumer consumer, Vocabulary vocabulary, InstantSource clock, IntakeLimits limits) {
    this.consumer = consumer;
    this.vocabulary = vocabulary;
    this.clock = clock;
    this.limits = limits;
    openReaders();
  }

  private void openReaders() {
    traces = new TraceIntake(consumer, vocabulary, limits.requestSpans());
    metrics = new MetricIntake(consumer, vocabulary);
    logs = new LogIntake(consumer, vocabulary);
  }

  /** What the loop has received. */
  ReceiverCounts received() {
    return received;
  }

  /** What became of the spans. */
  SpanCounts spanCounts() {
    return consumer.counts();
  }

  /** Takes a request in. Never throws for what a sender sends. */
  Answer accept(RequestHead head, byte[] body, int from, int to) {
    try {
      if (!head.gzip()) {
        return decode(head, body, from, to);
      }
      int size = gunzip.inflate(body, from, to, inflated, limits.requestBytes());
      return decode(head, inflated.bytes(), 0, size);
    } catch (MalformedException e) {
      return Answer.refused(Answer.Code.MALFORMED, e.getMessage());
    } catch (TooLargeException e) {
      return Answer.refused(Answer.Code.TOO_LARGE, e.getMessage());
    } finally {
      consumer.discard();
      if (Math.max(body.length, inflated.bytes().length) > ScratchBuffer.KEPT) {
        // Readers point into what they read last: nothing of an unusually large request is kept.
        openReaders();
      }
      inflated.trim();
    }
  }

  private Answer decode(RequestHead head, byte[] body, int from, int to)
      throws MalformedException, TooLargeException {
    long nowMillis = clock.millis();
    return switch (head.signal()) {
      case TRACES -> traces.accept(head, body, from, to, nowMillis, received);
      case METRICS -> metrics.accept(head, body, from, to, nowMillis, received);
      case LOGS -> logs.accept(head, body, from, to, nowMillis, received);
    };
  }

  /** To be called several times a second. */
  void tick() {
    consumer.tick(clock.millis());
  }

  /** Gives native memory back; the intake is not used after that. */
  void close() {
    consumer.close();
    gunzip.close();
  }
}
