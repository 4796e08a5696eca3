package dev.toolwatch.kafka;

import dev.toolwatch.kafka.RecordCounts.Result;
import dev.toolwatch.otlp.LogConsumer;
import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.LogMemory;
import dev.toolwatch.signal.LogPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The partitions that the group has given to this process. Each is taken over in the store before
 * anything of it is read, and read from where the store says. Until then it is paused. Not thread-safe:
 * for the thread that reads, on which the consumer calls the listener as well.
 */
final class Partitions implements ConsumerRebalanceListener {
  private static final Logger LOG = Logger.getLogger(Partitions.class);

  /** Between two attempts to take over, if the store is away. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /**
   * Who has been fenced has probably left the group without knowing it yet: it should learn that before
   * it takes partitions over from those that have them now. Longer than a heartbeat takes.
   */
  private static final Duration AFTER_FENCE = Duration.ofSeconds(5);

  private final LogConsumer logs;
  private final Function<Collection<String>, Map<String, LogPosition>> takeOver;
  private final Runnable store;
  private final boolean fromEnd;
  private final RecordCounts counts;
  private final LinePace lines;

  private final Map<TopicPartition, OpenPartition> open = new HashMap<>();

  /** Assigned, but not taken over yet. */
  private final Set<TopicPartition> waiting = new HashSet<>();

  /** Partitions whose stored position belongs to a topic that has been deleted. */
  private final Set<TopicPartition> restarted = new HashSet<>();

  private long dueNanos = System.nanoTime();
  private Consumer<byte[], byte[]> consumer;
  private boolean paused;

  /**
   * @param takeOver makes this process the owner of logs, and tells how far each is stored; throws if
   *     the store is away
   * @param store returns when what has been counted is stored, or when that has taken too long
   * @param fromEnd whether partitions that nothing has been read of are read from their end
   */
  Partitions(
      LogConsumer logs,
      Function<Collection<String>, Map<String, LogPosition>> takeOver,
      Runnable store,
      boolean fromEnd,
      RecordCounts counts,
      InstantSource clock) {
    this.logs = logs;
    this.takeOver = takeOver;
    this.store = store;
    this.fromEnd = fromEnd;
    this.counts = counts;
    lines = new LinePace(2, clock);
  }

  /** The name of a partition's log. */
  static String log(TopicPartition partition) {
    return "kafka:" + partition.topic() + "/" + partition.partition();
  }

  /** A new connection, which nothing is assigned to yet. */
  void connected(Consumer<byte[], byte[]> client) {
    consumer = client;
    waiting.clear();
    paused = false;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    for (TopicPartition partition : assigned) {
      hold(partition);
    }
  }

  /** Nothing is fetched before the partition is taken over, and no offset is looked for. */
  private void hold(TopicPartition partition) {
    waiting.add(partition);
    consumer.seek(partition, 0);
    consumer.pause(List.of(partition));
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    if (release(revoked)) {
      store.run();
      LOG.infof("Gave up %s", revoked);
    }
  }

  /** Others may read them already. If so, the next flush fails, and its counts are theirs. */
  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    if (release(lost)) {
      LOG.warnf("Lost %s: the group has not heard from this process for too long", lost);
    }
  }

  /** Gives all of them up, and stores what was counted. */
  void releaseAll() {
    onPartitionsRevoked(List.copyOf(open.keySet()));
    waiting.clear();
  }

  private boolean release(Collection<TopicPartition> partitions) {
    boolean any = false;
    for (TopicPartition partition : partitions) {
      waiting.remove(partition);
      restarted.remove(partition);
      OpenPartition released = open.remove(partition);
      if (released != null) {
        logs.release(released.log());
        any = true;
      }
    }
    return any;
  }

  /** Takes over what waits for it, if the store is there. */
  void takeOver() {
    if (waiting.isEmpty() || System.nanoTime() - dueNanos < 0) {
      return;
    }
    Map<String, LogPosition> stored;
    try {
      stored = takeOver.apply(waiting.stream().map(Partitions::log).toList());
    } catch (RuntimeException e) {
      dueNanos = System.nanoTime() + RETRY.toNanos();
      if (lines.happened(0) > 0) {
        LOG.warnf(
            "Cannot take over partitions of Kafka, because the store does not tell where to read on:"
                + " %s. It is tried again",
            e.getMessage());
      }
      return;
    }
    List<String> taken = new ArrayList<>();
    for (TopicPartition partition : List.copyOf(waiting)) {
      taken.add(begin(partition, stored.get(log(partition))));
      waiting.remove(partition);
    }
    LOG.infof("Reads %s", String.join(", ", taken));
  }

  private String begin(TopicPartition partition, LogPosition stored) {
    LogPosition position = stored;
    if (restarted.remove(partition)) {
      position =
          new LogPosition(
              stored.log(), stored.owner(), LogPosition.NEVER, LogPosition.NEVER, LogMemory.NONE);
    }
    logs.open(position, open.size() + waiting.size());
    OpenPartition begun = new OpenPartition(position.log(), position.read());
    open.put(partition, begun);
    String from = seek(partition, position);
    if (!paused) {
      consumer.resume(List.of(partition));
    }
    return partition + " from " + from;
  }

  private String seek(TopicPartition partition, LogPosition position) {
    if (!position.isNew()) {
      long from = Math.max(0, position.replayFrom());
      consumer.seek(partition, from);
      return Long.toString(from);
    }
    if (!fromEnd) {
      consumer.seekToBeginning(List.of(partition));
      return "its beginning";
    }
    consumer.seekToEnd(List.of(partition));
    long end = consumer.position(partition);
    if (end > 0) {
      // What comes while nobody reads is not before the beginning.
      logs.at(position.log(), end - 1, end);
    }
    return "its end, " + end;
  }

  /** An open partition, or null if nothing of it may be read now. */
  OpenPartition get(TopicPartition partition) {
    return open.get(partition);
  }

  /** The partitions that are read. */
  Map<TopicPartition, OpenPartition> open() {
    return open;
  }

  /** Whether nothing is assigned, or not all of it has been taken over. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** Another process has one of them: forgets what is not stored, and reads all again from there. */
  void fenced() {
    logs.reset();
    List<TopicPartition> all = List.copyOf(open.keySet());
    open.clear();
    all.forEach(this::hold);
    dueNanos = System.nanoTime() + AFTER_FENCE.toNanos();
  }

  /** Kafka does not have what comes next: reads on at what it has. */
  void outOfRange(Map<TopicPartition, Long> offsets) {
    boolean reset = false;
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(offsets.keySet());
    for (Map.Entry<TopicPartition, Long> missing : offsets.entrySet()) {
      TopicPartition partition = missing.getKey();
      OpenPartition reading = open.get(partition);
      if (reading == null) {
        continue;
      }
      long first = beginnings.get(partition);
      if (missing.getValue() < first) {
        long lost = Math.max(0, first - Math.max(missing.getValue(), reading.next()));
        counts.add(Result.LOST, lost);
        LOG.warnf(
            "%s begins at offset %d, but is read up to %d: Kafka has deleted %d records before they"
                + " were read",
            partition, first, reading.next(), lost);
        consumer.seek(partition, first);
      } else {
        LOG.warnf(
            "%s ends before offset %d, up to which it was read: the topic is a new one. It is read from"
                + " its beginning",
            partition, missing.getValue());
        restarted.add(partition);
        reset = true;
      }
    }
    if (reset) {
      store.run();
      fenced();
      dueNanos = System.nanoTime();
    }
  }

  /** Whether records wait in Kafka until the store has taken what is counted. */
  void pause(boolean wait) {
    if (wait == paused) {
      return;
    }
    paused = wait;
    if (wait) {
      consumer.pause(open.keySet());
      if (lines.happened(1) > 0) {
        LOG.warn("Reads no more from Kafka until the store takes what is counted");
      }
    } else {
      consumer.resume(open.keySet());
      LOG.info("Reads on from Kafka");
    }
  }

  boolean isPaused() {
    return paused;
  }
}
