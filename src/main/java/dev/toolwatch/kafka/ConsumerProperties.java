package dev.toolwatch.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/** Makes the properties of Kafka's consumer from the settings. */
final class ConsumerProperties {
  /** Quarkus' own, by which its TLS registry is used. */
  private static final String SSL_ENGINES =
      "io.quarkus.kafka.client.tls.QuarkusKafkaSslEngineFactory";

  private static final String TLS_CONFIGURATION_NAME = "tls-configuration-name";

  /** A fetch is in the heap as it was sent, and record by record beside it, inflated. */
  private static final int PART_OF_HEAP = 16;

  /** What a record of the Collector has at most, unless brokers allow more. */
  private static final int RECORD = 1 << 20;

  private static final int MOST_RECORDS = 500;

  /** New topics and partitions are found within this time. */
  private static final Duration METADATA_AGE = Duration.ofSeconds(30);

  /** The partitions of a replica that has died are read by others after this time. */
  private static final Duration SESSION = Duration.ofSeconds(10);

  private static final Duration HEARTBEAT = Duration.ofSeconds(3);
  private static final Duration REQUEST = Duration.ofSeconds(10);

  /** Brokers that are away are tried this often. */
  private static final Duration RECONNECT = Duration.ofSeconds(2);

  private ConsumerProperties() {}

  /**
   * The properties.
   *
   * @param heapBytes the maximum size of the heap
   * @throws PasswordFileException if the file with the password cannot be read
   */
  static Map<String, Object> of(KafkaSettings settings, long heapBytes)
      throws PasswordFileException {
    int fetch = fetchBytes(settings, heapBytes);
    Map<String, Object> properties = new HashMap<>();
    properties.put(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers().orElse(List.of()));
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "toolwatch");
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class));
    // Where to read is known from the store.
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetch);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Math.min(fetch, RECORD));
    properties.put(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        Math.max(1, Math.min(MOST_RECORDS, fetch / RECORD)));
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, millis(METADATA_AGE));
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(SESSION));
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(HEARTBEAT));
    properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(REQUEST));
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(REQUEST));
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, millis(RECONNECT));
    // Nothing is told to brokers or JMX.
    properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    properties.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of());
    secure(properties, settings);
    return properties;
  }

  /** What a broker may send at once: what is set, if the heap is large enough for it. */
  static int fetchBytes(KafkaSettings settings, long heapBytes) {
    long most =
        Math.max(SettingsCheck.LEAST_FETCH, Math.min(heapBytes / PART_OF_HEAP, Integer.MAX_VALUE));
    return (int) Math.min(settings.maxFetchSize().asLongValue(), most);
  }

  private static int millis(Duration duration) {
    return (int) duration.toMillis();
  }

  private static void secure(Map<String, Object> properties, KafkaSettings settings)
      throws PasswordFileException {
    KafkaSettings.Protocol protocol = settings.securityProtocol();
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol.name());
    settings
        .tlsConfigurationName()
        .ifPresent(
            name -> {
              properties.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SSL_ENGINES);
              properties.put(TLS_CONFIGURATION_NAME, name);
            });
    if (protocol.isSasl()) {
      properties.put(SaslConfigs.SASL_MECHANISM, settings.saslMechanism());
      String module =
          settings.saslMechanism().equals("PLAIN")
              ? PlainLoginModule.class.getName()
              : ScramLoginModule.class.getName();
      properties.put(
          SaslConfigs.SASL_JAAS_CONFIG,
          "%s required username=%s password=%s;"
              .formatted(
                  module, quoted(settings.user().orElseThrow()), quoted(password(settings))));
    }
  }

  private static String password(KafkaSettings settings) throws PasswordFileException {
    if (settings.password().isPresent()) {
      return settings.password().get();
    }
    Path file = settings.passwordFile().orElseThrow();
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new PasswordFileException(file, e);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
