package dev.toolwatch.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.PrometheusServer;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real SDK sends metrics of a real process, and a real Prometheus scrapes them. */
@Tag("servers")
@Timeout(120)
class RelayIT {
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("some.kind");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path directory;

  private static PackagedToolwatch packaged;
  private static Toolwatch toolwatch;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void start() throws IOException {
    packaged = PackagedToolwatch.start();
    toolwatch = packaged.toolwatch();
    prometheus =
        new PrometheusServer(
            directory,
            """
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: toolwatch
                honor_labels: true
                static_configs:
                  - targets: ["127.0.0.1:%d"]
            """
                .formatted(toolwatch.management().getPort()),
            "exemplar-storage,native-histograms");
    await().atMost(PATIENCE).until(prometheus::isReady);
  }

  @AfterAll
  static void stop() throws IOException {
    prometheus.close();
    packaged.close();
  }

  private static MetricExporter http(AggregationTemporalitySelector temporality) {
    return OtlpHttpMetricExporter.builder()
        .setEndpoint("http://127.0.0.1:" + toolwatch.httpPort() + "/v1/metrics")
        .setCompression("gzip")
        .setAggregationTemporalitySelector(temporality)
        .build();
  }

  private static MetricExporter grpc() {
    return OtlpGrpcMetricExporter.builder()
        .setEndpoint("http://127.0.0.1:" + toolwatch.grpcPort())
        .build();
  }

  /** Exports when it is flushed, and no sooner. */
  private static SdkMeterProvider sdk(String service, MetricExporter exporter) {
    return SdkMeterProvider.builder()
        .setResource(
            Resource.create(
                Attributes.builder()
                    .put("service.name", service)
                    .put("service.instance.id", "one")
                    .put("host.name", "testing")
                    .build()))
        .registerView(
            InstrumentSelector.builder().setName("exponential.*").build(),
            View.builder().setAggregation(Aggregation.base2ExponentialBucketHistogram()).build())
        .registerMetricReader(
            PeriodicMetricReader.builder(exporter).setInterval(Duration.ofHours(1)).build())
        .build();
  }

  /** The reader is still busy for a moment after a flush has ended. */
  private static void flush(SdkMeterProvider sdk) {
    await().until(() -> sdk.forceFlush().join(20, TimeUnit.SECONDS).isSuccess());
  }

  private static void awaitValue(String promql, double expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<JsonObject> found = prometheus.query(promql);
              assertThat(found).as(promql).hasSize(1);
              assertThat(PrometheusServer.valueOf(found.get(0))).as(promql).isEqualTo(expected);
            });
  }

  @Test
  void eachKindOfMetric_overBothTransports_isInPrometheus() {
    check("over-http", http(AggregationTemporalitySelector.alwaysCumulative()));
    check("over-grpc", grpc());
    check("as-deltas", http(AggregationTemporalitySelector.deltaPreferred()));
  }

  private static void check(String service, MetricExporter exporter) {
    String of = "{job=\"" + service + "\", instance=\"one\", some_kind=\"a\"}";
    try (SdkMeterProvider sdk = sdk(service, exporter)) {
      Meter meter = sdk.get("test");
      Attributes kind = Attributes.of(KIND, "a");
      var requests = meter.counterBuilder("work.requests").setUnit("{request}").build();
      var open = meter.upDownCounterBuilder("work.open").build();
      var times = meter.histogramBuilder("work.time").setUnit("s").build();
      var sizes = meter.histogramBuilder("exponential.size").setUnit("By").build();
      meter
          .gaugeBuilder("work.load")
          .setUnit("1")
          .buildWithCallback(value -> value.record(0.75, kind));
      for (int round = 1; round <= 3; round++) {
        requests.add(10, kind);
        open.add(2, kind);
        times.record(0.3, kind);
        times.record(7, kind);
        sizes.record(1000, kind);
        sizes.record(3000, kind);
        flush(sdk);
      }
      awaitValue("work_requests_total" + of, 30);
      awaitValue("work_open" + of, 6);
      awaitValue("work_load_ratio" + of, 0.75);
      awaitValue("work_time_seconds_count" + of, 6);
      awaitValue("work_time_seconds_bucket" + of.replace("}", ", le=~\"5(.0)?\"}"), 3);
      awaitValue("histogram_count(exponential_size_bytes" + of + ")", 6);
      awaitValue("histogram_sum(exponential_size_bytes" + of + ")", 12_000);
      awaitValue("target_info{job=\"" + service + "\", host_name=\"testing\"}", 1);
      double median = prometheus.value("histogram_quantile(0.5, exponential_size_bytes" + of + ")");
      assertThat(median).isBetween(990.0, 1020.0);
    }
  }

  /** What the kernel says of this process, and what Prometheus has of it. */
  @Test
  void ownProcess_isInPrometheusAsTheKernelSees() throws IOException {
    try (SdkMeterProvider sdk = sdk("proc", grpc())) {
      sdk.get("test")
          .gaugeBuilder("process.memory.usage")
          .setUnit("By")
          .ofLongs()
          .buildWithCallback(value -> value.record(residentBytes()));
      flush(sdk);
      String memory = "process_memory_usage_bytes{job=\"proc\"}";
      await().atMost(PATIENCE).until(() -> prometheus.query(memory).size() == 1);
      long now = residentBytes();
      assertThat(prometheus.value(memory)).isCloseTo((double) now, withinPercentage(10));
    }
  }

  private static long residentBytes() {
    try {
      String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1];
      return Long.parseLong(pages) * 4096;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void json_isTheSameAsProtobuf() {
    OtlpHttpClient client = new OtlpHttpClient(toolwatch.httpPort(), HttpClient.Version.HTTP_1_1);
    long now = System.currentTimeMillis() * 1_000_000;
    var request =
        RelayFixture.request(
            RelayFixture.resource("json", "one"),
            RelayFixture.gauge(
                "from.json",
                "ms",
                RelayFixture.number(0, 1, 5).setTimeUnixNano(now).clearStartTimeUnixNano()));
    HttpResponse<byte[]> answer =
        client.post("/v1/metrics", OtlpJson.json(request), OtlpHttpClient.JSON);
    assertThat(OtlpHttpClient.text(answer)).isEqualTo("{}");
    awaitValue("from_json_milliseconds{job=\"shop/json\"}", 5);
  }

  @Test
  void whatIsLeftOut_isNamedByTheApi_andTheSenderIsTold() {
    OtlpHttpClient client = new OtlpHttpClient(toolwatch.httpPort(), HttpClient.Version.HTTP_1_1);
    var request =
        RelayFixture.request(
            RelayFixture.resource("loud", "one"), RelayLimitsTest.many("loud.metric", 0, 2_500));
    HttpResponse<byte[]> answer =
        client.post("/v1/metrics", OtlpJson.json(request), OtlpHttpClient.JSON);
    assertThat(OtlpHttpClient.text(answer))
        .contains("500 data points not relayed; the first: loud.metric: no room for more series");
    JsonObject cardinality = packaged.ask("/cardinality");
    JsonArray families = cardinality.getJsonArray("families");
    JsonObject relay = families.getJsonObject(families.size() - 1);
    assertThat(relay.getString("family")).isEqualTo("relay");
    JsonObject loud = relay.getJsonArray("services").getJsonObject(0);
    assertThat(loud.getString("service")).isEqualTo("shop/loud");
    assertThat(loud.getLong("folded")).isEqualTo(500);
    assertThat(loud.getJsonArray("examples")).containsExactly("loud.metric");
  }

  @Test
  void prometheus_doesNotComplain() {
    await().atMost(PATIENCE).until(() -> !prometheus.query("up == 1").isEmpty());
    assertThat(prometheus.target().getString("lastError")).isEmpty();
    assertThat(prometheus.complaints()).isEmpty();
  }
}
