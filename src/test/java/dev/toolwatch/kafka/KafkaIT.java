package dev.toolwatch.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.CountedCalls;
import dev.toolwatch.testing.KafkaBroker;
import dev.toolwatch.testing.KafkaCalls;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.PostgresqlServer;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with a real broker. */
@Tag("servers")
@Timeout(1800)
class KafkaIT {
  private static final String CALLS = "mcp_server_operation_duration_seconds_count";
  private static final String RECORDS = "toolwatch_kafka_records_total";
  private static final String ITEMS = "toolwatch_otlp_items_total";
  private static final String LAG = "toolwatch_kafka_lag_records";

  /** How often the process is killed; more than once takes too long for CI. */
  private static final int KILLS = Integer.getInteger("toolwatch.test.kills", 1);

  @TempDir Path directory;

  private KafkaBroker broker;
  private KafkaCalls calls;

  @BeforeEach
  void startBroker() throws Exception {
    broker = KafkaBroker.start(directory.resolve("kafka"));
    broker.createTopics(3, KafkaCalls.TOPIC, "otlp_logs");
    calls = new KafkaCalls(broker);
  }

  @AfterEach
  void stopBroker() {
    calls.close();
    broker.close();
  }

  @Test
  void records_countOnce_poisonIsSkipped_brokerMayRestart() throws Exception {
    calls.send(40);
    calls.write(KafkaCalls.TOPIC, "{\"resourceSpans\":[]}".getBytes(UTF_8));
    calls.write(KafkaCalls.TOPIC, new byte[0]);
    calls.write(
        KafkaCalls.TOPIC,
        Requests.protobuf(
            Requests.request(
                "orders",
                Requests.toolCall("find_order", Duration.ofMillis(1)),
                Requests.toolCall("find_order", Duration.ofMillis(1)).clearTraceId())));
    calls.write("otlp_logs", logs());
    calls.send(2);
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      Toolwatch toolwatch = packaged.toolwatch();
      soon(() -> assertThat(toolwatch.scrape().sum(CALLS)).isEqualTo(43));
      soon(() -> assertThat(toolwatch.scrape().sum("toolwatch_kafka_partitions")).isEqualTo(6));
      MetricsText page = toolwatch.scrape();
      assertThat(page.sum(RECORDS, "result", "accepted")).isEqualTo(86);
      assertThat(page.sum(RECORDS, "result", "rejected")).isEqualTo(2);
      assertThat(items(page, "spans", "accepted")).isEqualTo(85);
      assertThat(items(page, "spans", "rejected")).isEqualTo(1);
      assertThat(items(page, "logs", "accepted")).isEqualTo(1);
      soon(
          () ->
              assertThat(
                      toolwatch.scrape().sum("toolwatch_spans_total", "disposition", "dependency"))
                  .isEqualTo(42));
      soon(() -> assertThat(toolwatch.scrape().sum(LAG)).isZero());
      assertThat(packaged.output())
          .containsOnlyOnce("Cannot use the record of topic otlp_spans, partition ");

      broker.stop();
      soon(() -> assertThat(toolwatch.scrape().sum("toolwatch_kafka_working")).isZero());
      assertThat(packaged.output()).contains("No broker of Kafka can be reached");
      broker.start();
      calls.send(5);
      soon(() -> assertThat(toolwatch.scrape().sum(CALLS)).isEqualTo(48));
      soon(() -> assertThat(broker.committed("toolwatch")).isEqualTo(98));
      stop(packaged);
    }
    assertThat(stored()).isEqualTo(48);
  }

  private static long items(MetricsText page, String signal, String result) {
    return page.sum(ITEMS, "signal", signal, "transport", "kafka", "result", result);
  }

  private static byte[] logs() {
    return Requests.protobuf(
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(LogRecord.newBuilder())))
            .build());
  }

  @Test
  @Tag("long")
  void brokerIsAway_toolwatchStarts_andReadsWhenItComes() throws Exception {
    broker.stop();
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      soon(() -> assertThat(packaged.output()).contains("No broker of Kafka can be reached"));
      assertThat(packaged.toolwatch().health("ready").getString("status")).isEqualTo("UP");
      assertThat(packaged.toolwatch().scrape().sum("toolwatch_kafka_working")).isZero();
      broker.start();
      calls.send(3);
      soon(() -> assertThat(packaged.toolwatch().scrape().sum(CALLS)).isEqualTo(3));
    }
  }

  @Test
  @Tag("long")
  void recordsThatKafkaHasDeleted_areCounted_andANewTopicOfTheNameIsRead() throws Exception {
    broker.createTopics(1, "one_spans");
    write("one_spans", 10);
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings("one_spans"))) {
      soon(() -> assertThat(packaged.toolwatch().scrape().sum(CALLS)).isEqualTo(10));
      stop(packaged);
    }
    write("one_spans", 10);
    broker.deleteRecords("one_spans", 0, 14);
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings("one_spans"))) {
      Toolwatch toolwatch = packaged.toolwatch();
      soon(() -> assertThat(toolwatch.scrape().sum(CALLS)).isEqualTo(16));
      assertThat(toolwatch.scrape().sum(RECORDS, "result", "lost")).isEqualTo(4);
      stop(packaged);
    }
    broker.deleteTopic("one_spans");
    broker.createTopics(1, "one_spans");
    write("one_spans", 5);
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings("one_spans"))) {
      soon(() -> assertThat(packaged.toolwatch().scrape().sum(CALLS)).isEqualTo(21));
      assertThat(packaged.output()).contains("the topic is a new one");
      stop(packaged);
    }
    assertThat(CountedCalls.stored(store(), Duration.ofDays(400))).isEqualTo(21);
  }

  private void write(String topic, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      byte[] value =
          Requests.protobuf(
              Requests.request("orders", Requests.toolCall("find_order", Duration.ofMillis(1))));
      calls.write(topic, value);
    }
  }

  @Test
  void killed_underLoad_everyCallIsStoredOnce() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(unchecked(() -> calls.send(Duration.ofSeconds(4))));
      try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
        MetricsText before = packaged.toolwatch().scrape();
        packaged.toolwatch().awaitAdded(before, RECORDS, "result", "accepted");
        load.join();
        packaged.signal("KILL");
      }
    }
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings())) {
      awaitAllStored();
      stop(packaged);
    }
    assertThat(stored()).isEqualTo(calls.sent());
  }

  @Test
  @Tag("long")
  void replicas_oneKilled_oneAdded_everyCallIsStoredOnce() throws Exception {
    try (PostgresqlServer server = PostgresqlServer.start()) {
      String url = server.newDatabase();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(unchecked(() -> calls.send(Duration.ofSeconds(60))));
      List<PackagedToolwatch> replicas = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          replicas.add(PackagedToolwatch.start(shared(url, i)));
        }
        soon(() -> assertThat(sum(replicas, "toolwatch_kafka_partitions")).isEqualTo(6));
        soon(
            () ->
                assertThat(replicas)
                    .allSatisfy(
                        one ->
                            assertThat(one.toolwatch().scrape().sum(RECORDS, "result", "accepted"))
                                .isPositive()));
        PackagedToolwatch killed = replicas.remove(1);
        killed.signal("KILL");
        killed.close();
        replicas.add(PackagedToolwatch.start(shared(url, 3)));
        load.join();
        awaitAllStored();
        assertThat(sum(replicas, "toolwatch_kafka_partitions")).isEqualTo(6);
        soon(() -> assertThat(sum(replicas, LAG)).isZero());
        for (PackagedToolwatch replica : replicas) {
          stop(replica);
        }
      } finally {
        for (PackagedToolwatch replica : replicas) {
          replica.close();
        }
      }
      assertEveryCallIsStoredOnce(url);
    }
  }

  @Test
  @Tag("long")
  void replica_suspended_losesItsPartitions_andTakesPartAgain_everyCallIsStoredOnce()
      throws Exception {
    try (PostgresqlServer server = PostgresqlServer.start()) {
      String url = server.newDatabase();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(unchecked(() -> calls.send(Duration.ofSeconds(60))));
      try (PackagedToolwatch other = PackagedToolwatch.start(shared(url, 0));
          PackagedToolwatch suspended = PackagedToolwatch.start(shared(url, 1))) {
        List<PackagedToolwatch> both = List.of(other, suspended);
        awaitEachReads(both);
        suspended.signal("STOP");
        soon(() -> assertThat(partitions(other)).isEqualTo(6));
        MetricsText before = other.toolwatch().scrape();
        other.toolwatch().awaitAdded(before, RECORDS, "result", "accepted");
        suspended.signal("CONT");
        // Whichever it notices first: that the group goes on without it, or that the store does.
        soon(
            () ->
                assertThat(suspended.output())
                    .containsAnyOf("Lost [otlp_", "is dropped: another process"));
        awaitEachReads(both);
        load.join();
        awaitAllStored();
        stop(other);
        stop(suspended);
      }
      assertEveryCallIsStoredOnce(url);
    }
  }

  /** PostgreSQL ends its transaction after half a minute, so that the others need not wait for it. */
  @Test
  @Tag("long")
  void replica_suspendedWhileItStores_keepsNoLocks_everyCallIsStoredOnce() throws Exception {
    try (PostgresqlServer server = PostgresqlServer.start()) {
      String url = server.newDatabase();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(unchecked(() -> calls.send(Duration.ofSeconds(60))));
      try (PackagedToolwatch other = PackagedToolwatch.start(shared(url, 0));
          PackagedToolwatch suspended = PackagedToolwatch.start(shared(url, 1))) {
        List<PackagedToolwatch> both = List.of(other, suspended);
        awaitEachReads(both);
        try (Connection connection = DriverManager.getConnection(url)) {
          // Positions are stored last, when the flush has locked what it counts.
          connection.setAutoCommit(false);
          execute(connection, "SELECT * FROM log_positions FOR UPDATE");
          soon(() -> assertThat(waiting(url)).isEqualTo(2));
          suspended.signal("STOP");
          connection.rollback();
        }
        soon(() -> assertThat(partitions(other)).isEqualTo(6));
        load.join();
        awaitAllStored();
        suspended.signal("CONT");
        awaitEachReads(both);
        calls.send(50);
        awaitAllStored();
        stop(other);
        stop(suspended);
      }
      assertEveryCallIsStoredOnce(url);
    }
  }

  /** Users and sessions, too, whichever replicas have read their calls. */
  private void assertEveryCallIsStoredOnce(String url) {
    StoreLocation place = new StoreLocation.Server(url, null, null);
    assertThat(CountedCalls.stored(place)).isEqualTo(calls.sent());
    assertThat(CountedCalls.users(place)).isEqualTo(KafkaCalls.USERS);
    assertThat(CountedCalls.sessions(place)).isEqualTo(KafkaCalls.SESSIONS);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Connections of Toolwatch that wait for a lock. */
  private static long waiting(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'toolwatch'"
                    + " AND datname = current_database() AND wait_event_type = 'Lock'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void awaitEachReads(List<PackagedToolwatch> replicas) {
    soon(
        () -> {
          assertThat(sum(replicas, "toolwatch_kafka_partitions")).isEqualTo(6);
          assertThat(replicas).allSatisfy(one -> assertThat(partitions(one)).isPositive());
        });
  }

  private static long partitions(PackagedToolwatch replica) {
    return replica.toolwatch().scrape().sum("toolwatch_kafka_partitions");
  }

  private static long sum(List<PackagedToolwatch> replicas, String metric) {
    return replicas.stream().mapToLong(one -> one.toolwatch().scrape().sum(metric)).sum();
  }

  private String[] shared(String url, int replica) {
    List<String> settings = new ArrayList<>(List.of(settings()));
    settings.set(0, "toolwatch.store.path=" + directory.resolve("store" + replica));
    settings.add("toolwatch.store.url=" + url);
    settings.add("toolwatch.store.replica=replica-" + replica);
    settings.add("toolwatch.users.key=one-key-of-all-replicas");
    return settings.toArray(String[]::new);
  }

  private String[] settings() {
    return settings("otlp_spans,otlp_logs");
  }

  private String[] settings(String topics) {
    return new String[] {
      "toolwatch.store.path=" + directory.resolve("store"),
      "toolwatch.store.flush-interval=1s",
      "toolwatch.kafka.bootstrap-servers=" + broker.address(),
      "toolwatch.kafka.topics=" + topics
    };
  }

  /** Offsets are committed when what was read up to there is stored. Records wait if there is much load. */
  private void awaitAllStored() {
    await()
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(broker.committed("toolwatch")).isEqualTo(2 * calls.sent()));
  }

  private StoreLocation store() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }

  private long stored() {
    return CountedCalls.stored(store());
  }

  private static void stop(PackagedToolwatch packaged) throws Exception {
    packaged.terminate();
    assertThat(packaged.awaitExit()).isEqualTo(143);
  }

  private static void soon(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(assertion);
  }

  private static Runnable unchecked(ThrowingRunnable work) {
    return () -> {
      try {
        work.run();
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
