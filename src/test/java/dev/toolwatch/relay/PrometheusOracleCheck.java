package dev.toolwatch.relay;

import static dev.toolwatch.testing.Requests.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.PrometheusServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prometheus 3's own OTLP receiver gets the same requests as Toolwatch, and Prometheus 3 scrapes
 * Toolwatch: both must have the same samples. Prometheus 3 is not in Debian, so no build runs this.
 * With it first on the path: {@code ./mvnw verify -Pservers -Dit.test=PrometheusOracleCheck}.
 */
class PrometheusOracleCheck {
  private static final List<String> UNITS =
      List.of(
          "", "1", "s", "ms", "By", "By/s", "{request}", "%", "KiBy", "Cel", "1/min", "odd unit");

  private static final List<String> NAMES =
      List.of(
          "process.cpu.time",
          "system.memory.usage",
          "http.server.request.duration",
          "requests_total",
          "a-b/c d",
          "total.of.it",
          "ratio",
          "9lives",
          "CamelCase.name",
          "with:colon",
          "double..dots",
          "seconds");

  private static final List<String> KEYS =
      List.of("http.route", "_private", "9th", "le_", "Upper", "a-b", "code.function");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final Random random = new Random(7);
  private final long nowNanos = System.currentTimeMillis() * 1_000_000;

  @Test
  void everySample_isTheOneThatPrometheusReceives() throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.start();
        PrometheusServer receives = receiver();
        PrometheusServer scrapes = scraper(packaged)) {
      await().atMost(PATIENCE).until(() -> receives.isReady() && scrapes.isReady());
      OtlpHttpClient client =
          new OtlpHttpClient(packaged.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
      for (int service = 0; service < MetricKind.values().length; service++) {
        byte[] request = request(service).toByteArray();
        HttpResponse<byte[]> answer = client.post("/v1/metrics", request, OtlpHttpClient.PROTOBUF);
        assertThat(answer.body()).as(OtlpHttpClient.text(answer)).isEmpty();
        post(receives, request);
      }
      await().atMost(PATIENCE).until(() -> scrapes.query("{job=\"shop/s5\"}").size() > 100);
      Map<String, String> expected = samples(receives);
      Map<String, String> actual = samples(scrapes);
      System.out.printf("%d samples compared%n", expected.size());
      assertThat(differences(expected, actual)).isEmpty();
    }
  }

  private static List<String> differences(
      Map<String, String> expected, Map<String, String> actual) {
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (series, value) -> {
          if (!value.equals(actual.get(series))) {
            differences.add(series + ": " + value + ", but here " + actual.get(series));
          }
        });
    actual.forEach(
        (series, value) -> {
          if (!expected.containsKey(series)) {
            differences.add(series + ": only here, " + value);
          }
        });
    return differences;
  }

  private PrometheusServer receiver() {
    return new PrometheusServer(
        directory.resolve("receives"), "{}", "", "--web.enable-otlp-receiver");
  }

  private PrometheusServer scraper(PackagedToolwatch packaged) {
    return new PrometheusServer(
        directory.resolve("scrapes"),
        """
        global:
          scrape_interval: 1s
        scrape_configs:
          - job_name: toolwatch
            honor_labels: true
            scrape_native_histograms: true
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
            .formatted(packaged.toolwatch().management().getPort()),
        "");
  }

  private static void post(PrometheusServer to, byte[] request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://" + to.address() + "/api/v1/otlp/v1/metrics"))
                    .header("Content-Type", OtlpHttpClient.PROTOBUF)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
  }

  /** By series: the value, or the native histogram. */
  private static Map<String, String> samples(PrometheusServer server) {
    Map<String, String> samples = new TreeMap<>();
    for (JsonObject series : server.query("{job=~\"shop/.+\"}")) {
      Map<String, Object> labels = new TreeMap<>(series.getJsonObject("metric").getMap());
      labels.computeIfPresent("le", (le, value) -> value.toString().replaceFirst("\\.0$", ""));
      String value =
          series.containsKey("histogram")
              ? series.getJsonArray("histogram").getJsonObject(1).encode()
              : series.getJsonArray("value").getString(1);
      samples.put(labels.toString(), value);
    }
    return samples;
  }

  private ExportMetricsServiceRequest request(int service) {
    MetricKind kind = MetricKind.values()[service];
    List<Metric.Builder> metrics = new ArrayList<>();
    for (String name : NAMES) {
      for (String unit : UNITS) {
        String own = name + "." + kind.name().toLowerCase(Locale.ROOT);
        metrics.add(metric(own, kind).setUnit(unit));
      }
    }
    return RelayFixture.request(
        RelayFixture.resource("s" + service, "one")
            .addAttributes(attribute("host.name", "here"))
            .addAttributes(attribute("process.pid", 12))
            .addAttributes(
                attribute(
                    "a.list",
                    AnyValue.newBuilder()
                        .setArrayValue(
                            ArrayValue.newBuilder()
                                .addValues(AnyValue.newBuilder().setStringValue("x"))
                                .addValues(AnyValue.newBuilder().setDoubleValue(1.5))))),
        metrics.toArray(Metric.Builder[]::new));
  }

  private Metric.Builder metric(String name, MetricKind kind) {
    return switch (kind) {
      case GAUGE -> RelayFixture.gauge(name, "", number());
      case UP_DOWN_COUNTER -> RelayFixture.sum(name, RelayFixture.CUMULATIVE, number());
      case COUNTER -> RelayFixture.counter(name, RelayFixture.CUMULATIVE, number());
      case HISTOGRAM ->
          RelayFixture.histogram(
              name,
              "",
              RelayFixture.CUMULATIVE,
              RelayFixture.buckets(
                      0, 1, random.nextInt(1000) / 8.0, List.of(0.5, 1.0, 100.0), counts(4))
                  .setStartTimeUnixNano(nowNanos - 60_000_000_000L)
                  .setTimeUnixNano(nowNanos)
                  .addAllAttributes(attributes()));
      case EXPONENTIAL_HISTOGRAM -> exponential(name);
      case SUMMARY ->
          Metric.newBuilder()
              .setName(name)
              .setSummary(
                  Summary.newBuilder()
                      .addDataPoints(
                          SummaryDataPoint.newBuilder()
                              .setTimeUnixNano(nowNanos)
                              .setCount(3)
                              .setSum(5)
                              .addAllAttributes(attributes())
                              .addQuantileValues(
                                  SummaryDataPoint.ValueAtQuantile.newBuilder()
                                      .setQuantile(0.9)
                                      .setValue(2))));
    };
  }

  private NumberDataPoint.Builder number() {
    return NumberDataPoint.newBuilder()
        .setStartTimeUnixNano(nowNanos - 60_000_000_000L)
        .setTimeUnixNano(nowNanos)
        .setAsDouble(random.nextInt(100_000) / 8.0)
        .addAllAttributes(attributes());
  }

  private List<Long> counts(int number) {
    return random.longs(number, 0, 50).boxed().toList();
  }

  private Metric.Builder exponential(String name) {
    List<Long> positive = counts(20);
    List<Long> negative = counts(3);
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(nowNanos - 60_000_000_000L)
            .setTimeUnixNano(nowNanos)
            .setScale(random.nextInt(12))
            .setSum(random.nextInt(1000))
            .setZeroCount(2)
            .setCount(
                2
                    + positive.stream().mapToLong(Long::longValue).sum()
                    + negative.stream().mapToLong(Long::longValue).sum())
            .addAllAttributes(attributes());
    point.getPositiveBuilder().setOffset(random.nextInt(40) - 20).addAllBucketCounts(positive);
    point.getNegativeBuilder().setOffset(random.nextInt(40) - 20).addAllBucketCounts(negative);
    return Metric.newBuilder()
        .setName(name)
        .setExponentialHistogram(
            ExponentialHistogram.newBuilder()
                .setAggregationTemporality(RelayFixture.CUMULATIVE)
                .addDataPoints(point));
  }

  private List<KeyValue> attributes() {
    List<KeyValue> attributes = new ArrayList<>();
    for (String key : KEYS) {
      switch (random.nextInt(4)) {
        case 0 -> attributes.add(attribute(key, "text \"" + random.nextInt(3) + "\" \\ \n é"));
        case 1 -> attributes.add(attribute(key, random.nextInt(10)));
        case 2 ->
            attributes.add(
                attribute(key, AnyValue.newBuilder().setDoubleValue(random.nextInt(50) / 8.0)));
        default -> attributes.add(attribute(key, AnyValue.newBuilder().setBoolValue(true)));
      }
    }
    return attributes;
  }
}
