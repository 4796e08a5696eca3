package dev.toolwatch.testing;

import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Calls of one tool in records of Kafka, as the Collector writes them with a trace's id as the key. Each
 * call is two records: first what the server called itself, then the call, for which the first one waits.
 * For one thread.
 */
public final class KafkaCalls implements AutoCloseable {
  public static final String TOPIC = "otlp_spans";

  /** Those who call, in turns. */
  public static final int USERS = 40;

  /** Of the callers, in turns. */
  public static final int SESSIONS = 60;

  private final KafkaProducer<byte[], byte[]> producer;
  private long sent;

  public KafkaCalls(KafkaBroker broker) {
    producer = broker.producer();
  }

  /** Writes this many calls, and returns when the broker has them. */
  public void send(int calls) throws ExecutionException, InterruptedException, TimeoutException {
    for (int i = 0; i < calls; i++) {
      long number = ++sent;
      long now = nanos();
      write(
          number,
          Requests.otherSpan(Duration.ofMillis(10))
              .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
              .addAttributes(Requests.attribute("db.system.name", "postgresql"))
              .setParentSpanId(Requests.id(2 * number))
              .setSpanId(Requests.id(2 * number + 1))
              .setStartTimeUnixNano(now - 15_000_000)
              .setEndTimeUnixNano(now - 5_000_000));
      write(
          number,
          Requests.toolCall("find_order", Duration.ofMillis(20))
              .addAttributes(Requests.attribute("enduser.pseudo.id", "user-" + number % USERS))
              .addAttributes(Requests.attribute("mcp.session.id", "session-" + number % SESSIONS))
              .setSpanId(Requests.id(2 * number))
              .setStartTimeUnixNano(now - 20_000_000)
              .setEndTimeUnixNano(now));
    }
    producer.flush();
  }

  /** Writes for some time. */
  public void send(Duration duration)
      throws ExecutionException, InterruptedException, TimeoutException {
    Instant end = Instant.now().plus(duration);
    while (Instant.now().isBefore(end)) {
      send(10);
    }
  }

  private static long nanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private void write(long number, Span.Builder span) {
    byte[] trace = Requests.id(number, number).toByteArray();
    byte[] value =
        Requests.protobuf(Requests.request("orders", span.setTraceId(Requests.id(number, number))));
    var unused = producer.send(new ProducerRecord<>(TOPIC, trace, value));
  }

  /** Writes any record to a topic. */
  public void write(String topic, byte[] value)
      throws ExecutionException, InterruptedException, TimeoutException {
    producer.send(new ProducerRecord<>(topic, value)).get(30, TimeUnit.SECONDS);
  }

  /** Calls so far. */
  public long sent() {
    return sent;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
