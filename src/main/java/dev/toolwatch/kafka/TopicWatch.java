package dev.toolwatch.kafka;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Finds topics that the brokers do not have, about which the client says nothing. Each change is one line
 * in the log. Not thread-safe: for the thread that reads.
 */
final class TopicWatch {
  private static final Logger LOG = Logger.getLogger(TopicWatch.class);

  private static final Duration WHILE_ALL_ARE_THERE = Duration.ofSeconds(30);
  private static final Duration WHILE_ONE_IS_MISSING = Duration.ofSeconds(5);

  /** Of one question to a broker, which is asked only about topics that the client does not know. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Set<String> topics;
  private Set<String> missing = Set.of();
  private long dueNanos = System.nanoTime();

  TopicWatch(Set<String> topics) {
    this.topics = topics;
  }

  /**
   * Looks for them, if it is time.
   *
   * @throws org.apache.kafka.common.errors.AuthorizationException if the user may not see one
   */
  void look(Consumer<byte[], byte[]> consumer) {
    if (System.nanoTime() - dueNanos < 0) {
      return;
    }
    Set<String> absent = new TreeSet<>();
    try {
      for (String topic : topics) {
        if (consumer.partitionsFor(topic, PATIENCE).isEmpty()) {
          absent.add(topic);
        }
      }
    } catch (TimeoutException e) {
      LOG.debug("No broker tells which topics there are", e);
      absent = missing;
    }
    if (!absent.equals(missing)) {
      say(absent);
    }
    missing = absent;
    Duration pause = missing.isEmpty() ? WHILE_ALL_ARE_THERE : WHILE_ONE_IS_MISSING;
    dueNanos = System.nanoTime() + pause.toNanos();
  }

  private void say(Set<String> absent) {
    if (absent.isEmpty()) {
      LOG.info("Kafka has all topics of toolwatch.kafka.topics now");
    } else {
      LOG.warnf(
          "Kafka does not have these topics of toolwatch.kafka.topics: %s. Toolwatch makes none; it reads"
              + " them when they are there",
          String.join(", ", absent));
    }
  }

  /** How many are missing. */
  int missing() {
    return missing.size();
  }

  /** Whether there is nothing to read. */
  boolean areAllMissing() {
    return missing.size() == topics.size();
  }
}
