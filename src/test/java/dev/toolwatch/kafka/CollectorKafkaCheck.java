package dev.toolwatch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.KafkaBroker;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Program;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real Collector writes to a real broker, and the packaged application reads it. The system property
 * {@code toolwatch.otelcol-kafka} names the Collector that {@code src/test/kafka/collector.sh} builds. No
 * build runs this.
 */
@Timeout(300)
class CollectorKafkaCheck {
  private static final String CALLS = "mcp_server_operation_duration_seconds_count";
  private static final int REQUESTS = 50;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "lz4", "snappy", "zstd"})
  void collector_writesAllSignals_eachItemIsCountedOnce(String compression) throws Exception {
    int port = FreePort.next();
    try (KafkaBroker broker = KafkaBroker.start(directory.resolve("kafka"))) {
      broker.createTopics(3, "otlp_spans", "otlp_metrics", "otlp_logs");
      try (Program collector = collector(port, broker, compression);
          PackagedToolwatch packaged =
              PackagedToolwatch.start(
                  "toolwatch.kafka.bootstrap-servers=" + broker.address(),
                  "toolwatch.store.path=" + directory.resolve("store"))) {
        await().atMost(Duration.ofSeconds(30)).until(() -> listens(collector, port));
        send(port);
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> {
                  MetricsText page = packaged.toolwatch().scrape();
                  assertThat(page.sum(CALLS)).isEqualTo(REQUESTS);
                  assertThat(items(page, "spans")).isEqualTo(REQUESTS);
                  assertThat(items(page, "points")).isEqualTo(1);
                  assertThat(items(page, "logs")).isEqualTo(1);
                });
        assertThat(
                packaged
                    .toolwatch()
                    .scrape()
                    .sum("toolwatch_kafka_records_total", "result", "rejected"))
            .isZero();
      }
    }
  }

  private static long items(MetricsText page, String signal) {
    return page.sum(
        "toolwatch_otlp_items_total", "signal", signal, "transport", "kafka", "result", "accepted");
  }

  private static void send(int port) {
    OtlpHttpClient client = new OtlpHttpClient(port, HttpClient.Version.HTTP_1_1);
    for (int i = 1; i <= REQUESTS; i++) {
      post(
          client,
          "/v1/traces",
          Requests.protobuf(
              Requests.request(
                  "orders",
                  Requests.toolCall("find_order", Duration.ofMillis(5))
                      .setTraceId(Requests.id(i, i)))));
    }
    post(
        client,
        "/v1/metrics",
        Requests.protobuf(
            ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(
                    ResourceMetrics.newBuilder()
                        .addScopeMetrics(
                            ScopeMetrics.newBuilder()
                                .addMetrics(
                                    Metric.newBuilder()
                                        .setName("queue.length")
                                        .setGauge(
                                            Gauge.newBuilder()
                                                .addDataPoints(
                                                    NumberDataPoint.newBuilder()
                                                        .setTimeUnixNano(Requests.END_NANOS)
                                                        .setAsInt(7))))))
                .build()));
    post(
        client,
        "/v1/logs",
        Requests.protobuf(
            ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(
                    ResourceLogs.newBuilder()
                        .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(LogRecord.newBuilder())))
                .build()));
  }

  private static void post(OtlpHttpClient client, String path, byte[] body) {
    assertThat(client.post(path, body, OtlpHttpClient.PROTOBUF).statusCode()).isEqualTo(200);
  }

  private Program collector(int port, KafkaBroker broker, String compression) throws IOException {
    String built = System.getProperty("toolwatch.otelcol-kafka");
    assertThat(built).as("toolwatch.otelcol-kafka").isNotNull();
    Path config =
        Files.writeString(
            directory.resolve("collector.yaml"),
            """
            receivers:
              otlp:
                protocols:
                  http:
                    endpoint: 127.0.0.1:%d
            exporters:
              kafka:
                brokers: ["%s"]
                partition_traces_by_id: true
                producer:
                  compression: %s
                traces:
                  topic: otlp_spans
                metrics:
                  topic: otlp_metrics
                logs:
                  topic: otlp_logs
            service:
              telemetry:
                metrics:
                  level: none
              pipelines:
                traces:
                  receivers: [otlp]
                  exporters: [kafka]
                metrics:
                  receivers: [otlp]
                  exporters: [kafka]
                logs:
                  receivers: [otlp]
                  exporters: [kafka]
            """
                .formatted(port, broker.address(), compression));
    return new Program(directory.resolve("collector.log"), List.of(built, "--config=" + config));
  }

  private static boolean listens(Program collector, int port) {
    if (!collector.isRunning()) {
      throw new AssertionError("The Collector has stopped: " + collector.log());
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
