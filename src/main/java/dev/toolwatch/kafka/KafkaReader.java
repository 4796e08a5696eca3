package dev.toolwatch.kafka;

import dev.toolwatch.otlp.LogConsumer;
import dev.toolwatch.otlp.RecordIntake;
import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.LogReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Reads records and counts each of them once. In turns it asks Kafka for records, shows them to its
 * pipeline, and runs what others ask of its thread: above all the hand-over to the store, which takes
 * what has been counted together with how far each partition has been read. If another process has taken
 * a partition over meanwhile, the store refuses both; then everything that is not stored is forgotten and
 * read again.
 *
 * <p>Threading: {@link #run} is the thread; {@link #stop}, {@link #state} and the methods of {@link
 * LogReader} may be called on others.
 */
final class KafkaReader implements Runnable, LogReader {
  private static final Logger LOG = Logger.getLogger(KafkaReader.class);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long TICK_NANOS = 250_000_000;
  private static final long OBSERVE_NANOS = 1_000_000_000;
  private static final long STORE_NANOS = 20_000_000_000L;
  private static final long LEAST_BACKOFF_MILLIS = 1_000;
  private static final long MOST_BACKOFF_MILLIS = 30_000;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Topics topics;
  private final Callable<Consumer<byte[], byte[]>> clients;
  private final ToDoubleFunction<Consumer<byte[], byte[]>> connections;
  private final Function<String, LogPosition> takeOver;
  private final Runnable flush;
  private final Duration patience;
  private final InstantSource clock;
  private final TaskQueue tasks;
  private final LinePace lines;
  private final RecordIntake intake;
  private final Records records;
  private final Partitions partitions;
  private final TopicWatch topicWatch;

  private final AtomicBoolean fenced = new AtomicBoolean();
  private final AtomicReference<List<LogPosition>> stored = new AtomicReference<>(List.of());
  private volatile boolean stopping;
  private volatile ReaderState state = ReaderState.STARTING;

  /** When the first record was read that is not stored yet, on the monotonic clock; 0 if all are. */
  private volatile long unstoredNanos;

  private long tickNanos = System.nanoTime();
  private long connectedNanos = System.nanoTime();
  private long observedNanos = System.nanoTime();
  private long backoffMillis = LEAST_BACKOFF_MILLIS;
  private boolean wasConnected;

  /**
   * @param clients connects; may throw
   * @param connections how many connections to brokers there are
   * @param tasks what others ask of the thread
   * @param openLog opens the pipeline of this reader
   * @param intakes shows records to it
   * @param takeOver makes this process the owner of a log
   * @param flush stores what has been counted, on any other thread
   * @param patience how long records may be read while none are stored
   */
  KafkaReader(
      Topics topics,
      boolean fromEnd,
      Callable<Consumer<byte[], byte[]>> clients,
      ToDoubleFunction<Consumer<byte[], byte[]>> connections,
      TaskQueue tasks,
      Function<LogReader, LogConsumer> openLog,
      Function<LogConsumer, RecordIntake> intakes,
      Function<String, LogPosition> takeOver,
      Runnable flush,
      Duration patience,
      InstantSource clock,
      RecordCounts counts) {
    this.topics = topics;
    this.clients = clients;
    this.takeOver = takeOver;
    this.connections = connections;
    this.flush = flush;
    this.patience = patience;
    this.clock = clock;
    this.tasks = tasks;
    lines = new LinePace(Trouble.Kind.values().length, clock);
    topicWatch = new TopicWatch(topics.signals().keySet());
    LogConsumer logs = openLog.apply(this);
    intake = intakes.apply(logs);
    records = new Records(topics, intake, counts, clock);
    partitions = new Partitions(logs, this::takenOver, this::store, fromEnd, counts, clock);
  }

  @Override
  public void run() {
    while (!stopping) {
      try (Consumer<byte[], byte[]> consumer = clients.call()) {
        partitions.connected(consumer);
        try {
          read(consumer);
        } finally {
          partitions.releaseAll();
          consumer.close(CloseOptions.timeout(CLOSE));
        }
      } catch (Exception e) {
        failed(e);
      }
    }
    state = ReaderState.of(Trouble.STOPPED);
    intake.close();
    tasks.close();
  }

  private void failed(Exception failure) {
    if (stopping) {
      LOG.debugf(failure, "The connection to Kafka ended");
      return;
    }
    Trouble trouble = Trouble.of(failure);
    state = ReaderState.of(trouble);
    if (lines.happened(trouble.kind().ordinal()) > 0) {
      LOG.errorf("Cannot read from Kafka: %s. It is tried again", trouble.text());
    }
    LOG.debug("The connection to Kafka failed", failure);
    wasConnected = false;
    long until = System.nanoTime() + backoffMillis * 1_000_000;
    backoffMillis = Math.min(2 * backoffMillis, MOST_BACKOFF_MILLIS);
    while (!stopping && System.nanoTime() - until < 0) {
      housekeep();
      rest();
    }
  }

  private static void rest() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Consumer<byte[], byte[]> consumer) {
    connectedNanos = System.nanoTime();
    observedNanos = connectedNanos;
    consumer.subscribe(topics.signals().keySet(), partitions);
    while (!stopping) {
      housekeep();
      if (fenced.getAndSet(false)) {
        unstoredNanos = 0;
        partitions.fenced();
      }
      partitions.takeOver();
      partitions.pause(isStoreBehind());
      commit(consumer);
      observe(consumer);
      try {
        accept(consumer.poll(POLL));
      } catch (OffsetOutOfRangeException e) {
        partitions.outOfRange(e.offsetOutOfRangePartitions());
      } catch (WakeupException e) {
        LOG.debug("Woken up to stop");
      }
    }
  }

  private void accept(ConsumerRecords<byte[], byte[]> polled) {
    for (TopicPartition partition : polled.partitions()) {
      OpenPartition reading = partitions.get(partition);
      if (reading == null) {
        continue;
      }
      for (ConsumerRecord<byte[], byte[]> next : polled.records(partition)) {
        boolean again = reading.read(next.offset(), next.timestamp());
        if (!again && unstoredNanos == 0) {
          unstoredNanos = System.nanoTime();
        }
        records.accept(reading.log(), next, again);
        housekeep();
      }
    }
  }

  private void housekeep() {
    tasks.run();
    long now = System.nanoTime();
    if (now - tickNanos >= TICK_NANOS) {
      tickNanos = now;
      intake.tick();
    }
  }

  private boolean isStoreBehind() {
    long since = unstoredNanos;
    return since != 0 && System.nanoTime() - since > patience.toNanos();
  }

  /** Stores what has been counted. */
  private void store() {
    try {
      elsewhere(
          () -> {
            flush.run();
            return true;
          });
    } catch (RuntimeException e) {
      LOG.warnf(
          "The store is busy: what was counted last is counted again by whoever reads on: %s",
          e.getMessage());
    }
  }

  private Map<String, LogPosition> takenOver(Collection<String> logs) {
    return elsewhere(
        () -> {
          Map<String, LogPosition> positions = new HashMap<>();
          logs.forEach(log -> positions.put(log, takeOver.apply(log)));
          return positions;
        });
  }

  /** Waits for the store, and does what others ask of this thread meanwhile, such as to hand over. */
  private <T> T elsewhere(Supplier<T> work) {
    CompletableFuture<T> done =
        CompletableFuture.supplyAsync(
            work, task -> new Thread(task, "toolwatch-kafka-store").start());
    long deadline = System.nanoTime() + STORE_NANOS;
    while (System.nanoTime() - deadline < 0) {
      tasks.run();
      try {
        return done.get(1, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // There may be more to do.
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    throw new IllegalStateException("no answer for " + STORE_NANOS / 1_000_000_000 + " s");
  }

  /** Only for Kafka's own tools, which compute the lag from it. */
  private void commit(Consumer<byte[], byte[]> consumer) {
    List<LogPosition> positions = stored.getAndSet(List.of());
    if (positions.isEmpty()) {
      return;
    }
    Map<String, Long> read = new HashMap<>();
    positions.forEach(position -> read.put(position.log(), position.read()));
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    partitions
        .open()
        .forEach(
            (partition, reading) -> {
              Long offset = read.get(reading.log());
              if (offset != null && offset >= 0) {
                offsets.put(partition, new OffsetAndMetadata(offset));
              }
            });
    if (!offsets.isEmpty()) {
      consumer.commitAsync(
          offsets,
          (committed, failure) -> {
            if (failure != null) {
              LOG.debugf(failure, "Kafka has not taken offsets");
            }
          });
    }
  }

  private void observe(Consumer<byte[], byte[]> consumer) {
    long now = System.nanoTime();
    if (now - observedNanos < OBSERVE_NANOS) {
      return;
    }
    observedNanos = now;
    boolean connected = connections.applyAsDouble(consumer) > 0;
    if (now - connectedNanos > MOST_BACKOFF_MILLIS * 1_000_000) {
      backoffMillis = LEAST_BACKOFF_MILLIS;
    }
    if (connected != wasConnected) {
      wasConnected = connected;
      if (connected) {
        LOG.infof("Connected to Kafka, group %s", consumer.groupMetadata().groupId());
      }
    }
    if (connected) {
      topicWatch.look(consumer);
    } else if (lines.happened(Trouble.Kind.UNREACHABLE.ordinal()) > 0) {
      LOG.warn(
          "No broker of Kafka can be reached, or none by this toolwatch.kafka.security-protocol. It is"
              + " tried again");
    }
    state = state(consumer, connected);
  }

  private ReaderState state(Consumer<byte[], byte[]> consumer, boolean connected) {
    List<PartitionState> reading = new ArrayList<>();
    double lagSeconds = 0;
    for (Map.Entry<TopicPartition, OpenPartition> one : partitions.open().entrySet()) {
      TopicPartition partition = one.getKey();
      long lag = consumer.currentLag(partition).orElse(-1);
      reading.add(new PartitionState(partition.topic(), partition.partition(), lag));
      long recordMillis = one.getValue().recordMillis();
      if (lag > 0 && recordMillis > 0) {
        lagSeconds = Math.max(lagSeconds, (clock.millis() - recordMillis) / 1e3);
      }
    }
    reading.sort(
        Comparator.comparing(PartitionState::topic).thenComparing(PartitionState::partition));
    return new ReaderState(
        trouble(connected),
        partitions.isPaused(),
        List.copyOf(reading),
        topicWatch.missing(),
        lagSeconds);
  }

  private Optional<Trouble> trouble(boolean connected) {
    if (!connected) {
      return Optional.of(Trouble.UNREACHABLE);
    }
    if (topicWatch.areAllMissing()) {
      return Optional.of(Trouble.NO_TOPIC);
    }
    return partitions.isWaiting() ? Optional.of(Trouble.STORE) : Optional.empty();
  }

  /** What it does. */
  ReaderState state() {
    return state;
  }

  @Override
  public void stored(List<LogPosition> positions) {
    unstoredNanos = 0;
    stored.set(positions);
  }

  @Override
  public void fenced() {
    fenced.set(true);
  }

  /** Asks it to give up its partitions and to end. */
  void stop() {
    stopping = true;
  }
}
