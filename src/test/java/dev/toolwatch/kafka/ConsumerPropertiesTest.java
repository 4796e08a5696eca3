package dev.toolwatch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumerPropertiesTest {
  private static final long HEAP = 256L << 20;

  private static KafkaSettings settings(String... given) {
    Map<String, String> values = new HashMap<>();
    values.put("toolwatch.kafka.bootstrap-servers", "127.0.0.1:9,127.0.0.1:10");
    for (String one : given) {
      String[] parts = one.split("=", 2);
      values.put("toolwatch.kafka." + parts[0], parts[1]);
    }
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(KafkaSettings.class)
        .withSources(new PropertiesConfigSource(values, "test", 500))
        .build()
        .getConfigMapping(KafkaSettings.class);
  }

  private static Map<String, Object> properties(String... given) throws IOException {
    KafkaSettings settings = settings(given);
    SettingsCheck.check(settings);
    return ConsumerProperties.of(settings, HEAP);
  }

  @Test
  void defaults_neverCommitByThemselves_andStayWithinTheHeap() throws IOException {
    assertThat(properties())
        .containsEntry("enable.auto.commit", false)
        .containsEntry("auto.offset.reset", "none")
        .containsEntry("group.id", "toolwatch")
        .containsEntry("security.protocol", "PLAINTEXT")
        .containsEntry("fetch.max.bytes", 16 << 20)
        .containsEntry("max.poll.records", 16)
        .doesNotContainKey("sasl.mechanism");
    assertThat(ConsumerProperties.fetchBytes(settings(), 64L << 20)).isEqualTo(4 << 20);
    assertThat(ConsumerProperties.fetchBytes(settings(), 1L << 20)).isEqualTo(1 << 20);
  }

  @ParameterizedTest
  @CsvSource({"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
  void sasl_isAcceptedByTheClient_whateverIsInThePassword(String mechanism) throws IOException {
    Map<String, Object> properties =
        properties(
            "security-protocol=sasl_ssl",
            "sasl-mechanism=" + mechanism,
            "user=tool watch",
            "password=a\"b\\c;d='e");
    assertThat(properties)
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", mechanism);
    assertThat(new ConsumerConfig(properties(properties)).getPassword("sasl.jaas.config").value())
        .endsWith("required username=\"tool watch\" password=\"a\\\"b\\\\c;d='e\";");
    // It parses the user and the password.
    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .close();
  }

  private static Map<String, Object> properties(Map<String, Object> given) {
    Map<String, Object> all = new HashMap<>(given);
    all.put("key.deserializer", ByteArrayDeserializer.class);
    all.put("value.deserializer", ByteArrayDeserializer.class);
    return all;
  }

  @Test
  void passwordFile_isReadEachTime(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("password");
    String[] given = {"security-protocol=sasl_plaintext", "user=u", "password-file=" + file};
    Files.writeString(file, "old\n");
    assertThat(properties(given).get("sasl.jaas.config").toString()).contains("password=\"old\"");
    Files.writeString(file, "new\n");
    assertThat(properties(given).get("sasl.jaas.config").toString()).contains("password=\"new\"");
  }

  @Test
  void tlsConfiguration_isThatOfTheRegistry() throws IOException {
    assertThat(properties("security-protocol=ssl", "tls-configuration-name=kafka"))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("tls-configuration-name", "kafka")
        .containsEntry(
            "ssl.engine.factory.class", "io.quarkus.kafka.client.tls.QuarkusKafkaSslEngineFactory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sasl-mechanism=GSSAPI | sasl-mechanism must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512",
        "security-protocol=sasl_ssl | security-protocol=sasl_ssl needs .user, and .password",
        "user=toolwatch | user and .password need .security-protocol=sasl_ssl",
        "password=secret | user and .password need .security-protocol=sasl_ssl",
        "tls-configuration-name=a | tls-configuration-name needs .security-protocol=ssl",
        "max-fetch-size=1000 | max-fetch-size must be at least 1M"
      })
  void contradictions_areRefused_withTheSetting(String given, String why) {
    KafkaSettings settings = settings(given);
    assertThatThrownBy(() -> SettingsCheck.check(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("toolwatch.kafka." + why);
  }
}
