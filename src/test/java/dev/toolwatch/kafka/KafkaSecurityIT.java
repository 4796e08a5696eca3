package dev.toolwatch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.KafkaBroker;
import dev.toolwatch.testing.KafkaCalls;
import dev.toolwatch.testing.KafkaCertificates;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Toolwatch;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with a real broker that lets in only whom it knows. */
@Tag("servers")
@Timeout(600)
class KafkaSecurityIT {
  private static final String CALLS = "mcp_server_operation_duration_seconds_count";
  private static final String MISSING = "toolwatch_kafka_missing_topics";
  private static final String ATTEMPT = "The connection to Kafka failed";
  private static final String USER = "User:toolwatch";
  private static final String PASSWORD = "a\"b\\c; d";

  @TempDir Path directory;

  private KafkaCertificates certificates;
  private KafkaBroker broker;
  private KafkaCalls calls;

  @BeforeEach
  void startBroker() throws Exception {
    certificates = KafkaCertificates.make(directory.resolve("certificates"));
    broker = KafkaBroker.startSecured(directory.resolve("kafka"), certificates, "plain");
    broker.createTopics(3, KafkaCalls.TOPIC);
    calls = new KafkaCalls(broker);
    calls.send(3);
  }

  @AfterEach
  void stopBroker() {
    calls.close();
    broker.close();
  }

  @Test
  void eachObstacle_isSaid_andWhenTheLastIsGoneRecordsAreRead() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    try (PackagedToolwatch packaged =
        PackagedToolwatch.start(
            settings(
                broker.saslAddress(),
                "toolwatch.kafka.topics=otlp_spans,otlp_logs",
                "toolwatch.kafka.security-protocol=sasl_ssl",
                "toolwatch.kafka.user=toolwatch",
                "toolwatch.kafka.password-file=" + password,
                "quarkus.log.category.\"dev.toolwatch.kafka\".level=DEBUG"))) {
      awaitTrouble(packaged, "tls", "Cannot read from Kafka: no TLS connection to a broker: ");
      broker.showCertificate(certificates, "broker");
      awaitTrouble(packaged, "authentication", "a broker refuses the user: ");
      broker.setPassword("toolwatch", PASSWORD);
      awaitTrouble(packaged, "authorization", "the user has too few rights: Not authorized to ");
      broker.allow(USER, ResourceType.TOPIC, ResourceType.GROUP);
      awaitCalls(packaged, 3);
      soon(() -> assertThat(packaged.toolwatch().scrape().sum(MISSING)).isEqualTo(1));
      assertThat(kafka(packaged).getBoolean("working")).isTrue();
      assertThat(packaged.output())
          .contains("Kafka does not have these topics of toolwatch.kafka.topics: otlp_logs.")
          .doesNotContain(PASSWORD);
      broker.createTopics(1, "otlp_logs");
      soon(() -> assertThat(packaged.toolwatch().scrape().sum(MISSING)).isZero());
      // One for each obstacle at least, and pauses that grow.
      assertThat(packaged.output().lines().filter(line -> line.contains(ATTEMPT)))
          .hasSizeBetween(3, 12);
    }
  }

  @Test
  @Tag("long")
  void rightsThatAreTakenAway_andATopicThatIsNotThere_areSaid() throws Exception {
    broker.showCertificate(certificates, "broker");
    broker.allow(USER, ResourceType.TOPIC, ResourceType.GROUP);
    try (PackagedToolwatch packaged = PackagedToolwatch.start(plain("plain"))) {
      awaitCalls(packaged, 3);
      broker.forbid(USER, ResourceType.TOPIC);
      awaitTrouble(packaged, "authorization", "Not authorized to access topics: [otlp_spans]");
      calls.send(4);
      broker.allow(USER, ResourceType.TOPIC);
      awaitCalls(packaged, 7);
      broker.deleteTopic(KafkaCalls.TOPIC);
      awaitTrouble(packaged, "topics", "Kafka does not have these topics");
      broker.createTopics(1, KafkaCalls.TOPIC);
      calls.send(2);
      soon(() -> assertThat(trouble(packaged)).isEmpty());
    }
  }

  @Test
  @Tag("long")
  void plainPassword_wrong_isRefused_right_isRead() throws Exception {
    broker.showCertificate(certificates, "broker");
    broker.allow(USER, ResourceType.TOPIC, ResourceType.GROUP);
    try (PackagedToolwatch packaged = PackagedToolwatch.start(plain("wrong"))) {
      awaitTrouble(packaged, "authentication", "a broker refuses the user: ");
    }
    readsAll(plain("plain"));
  }

  private String[] plain(String password) {
    return settings(
        broker.saslAddress(),
        "toolwatch.kafka.topics=otlp_spans",
        "toolwatch.kafka.security-protocol=sasl_ssl",
        "toolwatch.kafka.sasl-mechanism=PLAIN",
        "toolwatch.kafka.user=toolwatch",
        "toolwatch.kafka.password=" + password);
  }

  @Test
  @Tag("long")
  void scram_isRead() throws Exception {
    broker.showCertificate(certificates, "broker");
    broker.setPassword("toolwatch", "scram");
    broker.allow(USER, ResourceType.TOPIC, ResourceType.GROUP);
    readsAll(
        settings(
            broker.saslAddress(),
            "toolwatch.kafka.topics=otlp_spans",
            "toolwatch.kafka.security-protocol=sasl_ssl",
            "toolwatch.kafka.user=toolwatch",
            "toolwatch.kafka.password=scram"));
  }

  @Test
  @Tag("long")
  void clientCertificate_isShown_andMissedIfThereIsNone() throws Exception {
    broker.showCertificate(certificates, "broker");
    broker.allow("User:CN=toolwatch", ResourceType.TOPIC, ResourceType.GROUP);
    String[] without =
        settings(
            broker.tlsAddress(),
            "toolwatch.kafka.topics=otlp_spans",
            "toolwatch.kafka.security-protocol=ssl");
    try (PackagedToolwatch packaged = PackagedToolwatch.start(without)) {
      awaitTrouble(packaged, "tls", "no TLS connection to a broker: ");
    }
    List<String> with = new ArrayList<>(List.of(without));
    with.add("quarkus.tls.kafka.key-store.pem.client.cert=" + certificates.pem("client.pem"));
    with.add("quarkus.tls.kafka.key-store.pem.client.key=" + certificates.pem("client.key"));
    readsAll(with.toArray(String[]::new));
  }

  @Test
  @Tag("long")
  void otherNameOfTheBroker_otherProtocol_andAPasswordFileThatIsNotThere_areSaid()
      throws Exception {
    broker.showCertificate(certificates, "broker");
    String otherName = broker.tlsAddress().replace("127.0.0.1", "localhost");
    try (PackagedToolwatch packaged =
        PackagedToolwatch.start(settings(otherName, "toolwatch.kafka.security-protocol=ssl"))) {
      awaitTrouble(
          packaged, "tls", "no TLS connection to a broker: No name matching localhost found");
    }
    try (PackagedToolwatch packaged =
        PackagedToolwatch.start(
            settings(broker.address(), "toolwatch.kafka.security-protocol=ssl"))) {
      awaitTrouble(packaged, "unreachable", "none by this toolwatch.kafka.security-protocol");
    }
    try (PackagedToolwatch packaged =
        PackagedToolwatch.start(
            "toolwatch.store.path=" + directory.resolve("store"),
            "toolwatch.kafka.bootstrap-servers=" + broker.saslAddress())) {
      awaitTrouble(
          packaged, "settings", "speaks TLS: toolwatch.kafka.security-protocol has to be ssl");
    }
    Path absent = directory.resolve("absent");
    try (PackagedToolwatch packaged =
        PackagedToolwatch.start(
            settings(
                broker.saslAddress(),
                "toolwatch.kafka.security-protocol=sasl_ssl",
                "toolwatch.kafka.user=toolwatch",
                "toolwatch.kafka.password-file=" + absent))) {
      awaitTrouble(
          packaged,
          "settings",
          "toolwatch.kafka.password-file " + absent + " cannot be read: NoSuchFileException");
    }
  }

  private void readsAll(String[] settings) throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings)) {
      awaitCalls(packaged, calls.sent());
      calls.send(2);
      awaitCalls(packaged, calls.sent());
    }
  }

  private String[] settings(String address, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "toolwatch.store.path=" + directory.resolve("store"),
                "toolwatch.kafka.bootstrap-servers=" + address,
                "toolwatch.kafka.tls-configuration-name=kafka",
                "quarkus.tls.kafka.trust-store.pem.certs=" + certificates.pem("ca.pem")));
    settings.addAll(List.of(more));
    return settings.toArray(String[]::new);
  }

  private static void awaitTrouble(PackagedToolwatch packaged, String kind, String line) {
    soon(
        () -> {
          assertThat(trouble(packaged)).as(packaged.output()).isEqualTo(kind);
          assertThat(packaged.output()).contains(line);
          assertThat(packaged.toolwatch().scrape().sum("toolwatch_kafka_working")).isZero();
        });
    assertThat(packaged.toolwatch().health("ready").getString("status")).isEqualTo("UP");
  }

  private static void awaitCalls(PackagedToolwatch packaged, long count) {
    soon(
        () ->
            assertThat(packaged.toolwatch().scrape().sum(CALLS))
                .as(packaged.output())
                .isEqualTo(count));
  }

  private static String trouble(PackagedToolwatch packaged) {
    return kafka(packaged).getString("trouble", "");
  }

  private static JsonObject kafka(PackagedToolwatch packaged) {
    Toolwatch toolwatch = packaged.toolwatch();
    return toolwatch.health("ready").getJsonArray("checks").stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("name").equals("kafka"))
        .findFirst()
        .orElseThrow()
        .getJsonObject("data");
  }

  private static void soon(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(assertion);
  }
}
