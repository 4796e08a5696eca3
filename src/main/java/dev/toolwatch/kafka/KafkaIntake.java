package dev.toolwatch.kafka;

import dev.toolwatch.otlp.RecordIntakes;
import dev.toolwatch.otlp.SignalConsumers;
import dev.toolwatch.store.Flusher;
import dev.toolwatch.store.Transactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Starts and stops the thread that reads from Kafka. Without brokers in the settings it does nothing, and
 * loads nothing of Kafka.
 */
@Singleton
public class KafkaIntake {
  private static final Logger LOG = Logger.getLogger(KafkaIntake.class);

  /** Before the receiver's counters are saved and the store is closed. */
  private static final int BEFORE_STORE = ObserverMethod.DEFAULT_PRIORITY - 200;

  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(1);
  private static final long STOP_MILLIS = 40_000;

  private final KafkaSettings settings;
  private final SignalConsumers consumers;
  private final RecordIntakes intakes;
  private final Transactions transactions;
  private final Flusher flusher;
  private final Duration patience;
  private final InstantSource clock;
  private final RecordCounts counts = new RecordCounts();
  private final boolean enabled;
  private KafkaReader reader;
  private Thread thread;

  KafkaIntake(
      KafkaSettings settings,
      SignalConsumers consumers,
      RecordIntakes intakes,
      Transactions transactions,
      Flusher flusher,
      TlsConfigurationRegistry tls,
      @ConfigProperty(name = "toolwatch.store.flush-interval") Duration flushInterval,
      InstantSource clock) {
    this.settings = settings;
    this.consumers = consumers;
    this.intakes = intakes;
    this.transactions = transactions;
    this.flusher = flusher;
    this.clock = clock;
    Duration flushes = flushInterval.multipliedBy(3);
    patience = flushes.compareTo(LEAST_PATIENCE) > 0 ? flushes : LEAST_PATIENCE;
    enabled = settings.bootstrapServers().isPresent();
    if (enabled) {
      check(settings, tls);
    }
  }

  private static void check(KafkaSettings settings, TlsConfigurationRegistry tls) {
    try {
      Topics unused = Topics.of(settings.topics());
      SettingsCheck.check(settings);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("Toolwatch does not start: " + e.getMessage(), e);
    }
    settings
        .tlsConfigurationName()
        .filter(name -> tls.get(name).isEmpty())
        .ifPresent(
            name -> {
              throw new ConfigurationException(
                  "Toolwatch does not start: toolwatch.kafka.tls-configuration-name is %s, but nothing is set by quarkus.tls.%s"
                      .formatted(name, name));
            });
  }

  /** Begins to read, if there is something to read from. Does not wait for brokers. */
  public void start() {
    if (!enabled) {
      return;
    }
    reader =
        KafkaClients.reader(
            settings,
            consumers,
            intakes,
            log -> transactions.write(transaction -> transaction.takeOver(log)),
            flusher::flush,
            patience,
            clock,
            counts);
    thread = new Thread(reader, "toolwatch-kafka");
    thread.start();
    LOG.infof("Reads OTLP from Kafka: topics %s, group %s", settings.topics(), settings.group());
  }

  void stop(@Observes @Priority(BEFORE_STORE) ShutdownEvent event) throws InterruptedException {
    if (thread == null) {
      return;
    }
    reader.stop();
    thread.join(STOP_MILLIS);
    if (thread.isAlive()) {
      LOG.warn("Kafka is not left cleanly: others take its partitions over in some seconds");
    }
  }

  /** Whether brokers are set. */
  boolean isEnabled() {
    return enabled;
  }

  /** What became of records. */
  RecordCounts counts() {
    return counts;
  }

  /** What the thread does; empty if there is none. */
  Optional<ReaderState> state() {
    return Optional.ofNullable(reader).map(KafkaReader::state);
  }
}
