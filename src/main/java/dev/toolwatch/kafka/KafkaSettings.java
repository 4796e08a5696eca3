package dev.toolwatch.kafka;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of the intake from Kafka. */
@ConfigMapping(prefix = "toolwatch.kafka")
interface KafkaSettings {
  /** Brokers to begin with, {@code host:port}, separated by commas. Without them, nothing is read. */
  Optional<List<String>> bootstrapServers();

  /** The topics; {@link Topics} says how it is known what is in one. */
  @WithDefault("otlp_spans,otlp_metrics,otlp_logs")
  List<String> topics();

  /** The group of replicas that share the partitions. */
  @WithDefault("toolwatch")
  String group();

  /** Where to begin in a partition of which nothing has been read. */
  @WithDefault("earliest")
  Start start();

  /** How brokers are spoken to, in Kafka's words. */
  @WithDefault("plaintext")
  Protocol securityProtocol();

  /** The mechanism of SASL. */
  @WithDefault("SCRAM-SHA-512")
  String saslMechanism();

  /** The user of SASL. */
  Optional<String> user();

  /** The user's password. */
  Optional<String> password();

  /** A file with the password, read at each new connection of the reader. */
  Optional<Path> passwordFile();

  /** The configuration of Quarkus' TLS registry; without it, what Java trusts is trusted. */
  Optional<String> tlsConfigurationName();

  /** The maximum bytes that a broker sends at once. */
  @WithDefault("16M")
  MemorySize maxFetchSize();

  /** Where to begin. */
  enum Start {
    EARLIEST,
    LATEST
  }

  /** The values of Kafka's {@code security.protocol}. */
  enum Protocol {
    PLAINTEXT,
    SSL,
    SASL_PLAINTEXT,
    SASL_SSL;

    boolean isSasl() {
      return this == SASL_PLAINTEXT || this == SASL_SSL;
    }

    boolean isTls() {
      return this == SSL || this == SASL_SSL;
    }
  }
}
