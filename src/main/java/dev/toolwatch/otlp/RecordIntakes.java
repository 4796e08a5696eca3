package dev.toolwatch.otlp;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Intakes of records that come from elsewhere than the receiver's ports, and count as what the receiver
 * takes in. Thread-safe.
 */
@ApplicationScoped
public class RecordIntakes {
  private final SignalConsumers consumers;
  private final IntakeLimits limits;
  private final InstantSource clock;
  private final List<Open> all = new CopyOnWriteArrayList<>();

  private record Open(RecordIntake intake, Executor thread) {
    CompletableFuture<LoopCounts> counts() {
      return CompletableFuture.supplyAsync(intake::counts, thread);
    }
  }

  RecordIntakes(OtlpSettings settings, SignalConsumers consumers, InstantSource clock) {
    this.consumers = consumers;
    this.clock = clock;
    limits =
        new IntakeLimits(
            LoopSettings.requestBytes(
                settings.maxRequestSize().asLongValue(), Runtime.getRuntime().maxMemory()),
            settings.maxRequestSpans());
  }

  /**
   * Opens an intake of records of Kafka, with the limits of requests.
   *
   * @param consumer of the thread that reads
   * @param thread runs tasks on that thread, also when it has ended
   */
  public RecordIntake openKafka(LogConsumer consumer, Executor thread) {
    RecordIntake intake =
        new RecordIntake(consumer, consumers.vocabulary(), clock, limits, Transport.KAFKA);
    all.add(new Open(intake, thread));
    return intake;
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  /** What each has counted, copied on its own thread. */
  List<CompletableFuture<LoopCounts>> counts() {
    return all.stream().map(Open::counts).toList();
  }
}
