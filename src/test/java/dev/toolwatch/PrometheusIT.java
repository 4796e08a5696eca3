package dev.toolwatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.PrometheusServer;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real Prometheus servers scrape the packaged application while the demo and a service of known
 * durations send. Two, because one that keeps native histograms leaves the classic ones out.
 */
@Tag("servers")
@Timeout(120)
class PrometheusIT {
  private static final String SERVICE = "known";
  private static final String SERIES = "{service_name=\"" + SERVICE + "\"}";
  private static final String DURATION = "mcp_server_operation_duration_seconds";

  /** Calls of one batch, their durations evenly spread over their logarithm. */
  private static final int CALLS = 100;

  private static final double SHORTEST = 0.015;
  private static final double LONGEST = 4;

  private static final int BATCHES = 20;
  private static final Duration BETWEEN_BATCHES = Duration.ofMillis(500);

  /** Neighbouring buckets' bounds at scale 5: 2^(1/32). */
  private static final double NATIVE_BUCKET_PERCENT = 2.2;

  @TempDir static Path directory;

  private static PackagedToolwatch toolwatch;
  private static PrometheusServer classic;
  private static PrometheusServer nativeOnly;

  @BeforeAll
  static void startAndSend() throws IOException {
    toolwatch =
        PackagedToolwatch.start(
            "toolwatch.otlp.grpc-port=" + FreePort.next(), // the demo has to know them
            "toolwatch.otlp.http-port=" + FreePort.next(),
            "toolwatch.store.path=" + directory.resolve("store"),
            "toolwatch.demo.enabled=true",
            "toolwatch.demo.past=false",
            "toolwatch.demo.rate=200");
    classic = prometheus("classic", "exemplar-storage");
    nativeOnly = prometheus("native", "exemplar-storage,native-histograms");
    await().atMost(Duration.ofSeconds(30)).until(() -> classic.isReady() && nativeOnly.isReady());
    send();
  }

  /** The first batch makes the series; what increases is counted from its first scrape on. */
  private static void send() {
    OtlpHttpClient client =
        new OtlpHttpClient(toolwatch.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    post(client, 0);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                classic.value(DURATION + "_count" + SERIES) == CALLS
                    && nativeOnly.query(DURATION + SERIES).size() == 1);
    for (int batch = 1; batch <= BATCHES; batch++) {
      long next = System.nanoTime() + BETWEEN_BATCHES.toNanos();
      post(client, batch);
      await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() >= next);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                classic.value(DURATION + "_count" + SERIES) == total()
                    && nativeOnly.value("histogram_count(" + DURATION + SERIES + ")") == total());
  }

  private static int total() {
    return CALLS * (BATCHES + 1);
  }

  private static void post(OtlpHttpClient client, int batch) {
    long end = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
    Span.Builder[] spans =
        IntStream.range(0, CALLS)
            .mapToObj(
                call ->
                    Requests.toolCall("find", Duration.ZERO)
                        .setTraceId(Requests.id(batch + 1, call + 1))
                        .setSpanId(Requests.id(1 + batch * (long) CALLS + call))
                        .setStartTimeUnixNano(end - Math.round(seconds(call) * 1e9))
                        .setEndTimeUnixNano(end))
            .toArray(Span.Builder[]::new);
    byte[] request = Requests.request(SERVICE, spans).toByteArray();
    assertThat(client.post("/v1/traces", request, OtlpHttpClient.PROTOBUF).statusCode())
        .isEqualTo(200);
  }

  private static double seconds(int call) {
    return SHORTEST * Math.pow(LONGEST / SHORTEST, call / (CALLS - 1.0));
  }

  /** The documented configuration, at a pace for a test. */
  private static PrometheusServer prometheus(String name, String features) {
    String config = DocumentedPage.PROMETHEUS.blocks("yaml").get(0);
    assertThat(config).contains("localhost:9464");
    return new PrometheusServer(
        directory.resolve(name),
        "global:\n  scrape_interval: 1s\n"
            + config.replace(
                "localhost:9464", "127.0.0.1:" + toolwatch.toolwatch().management().getPort()),
        features);
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable program : new AutoCloseable[] {classic, nativeOnly, toolwatch}) {
      try {
        if (program != null) {
          program.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void target_isUp() {
    for (PrometheusServer prometheus : List.of(classic, nativeOnly)) {
      JsonObject target = prometheus.target();
      assertThat(target.getString("lastError")).isEmpty();
      assertThat(target.getString("health")).isEqualTo("up");
      assertThat(prometheus.value("min_over_time(up[1m])")).isEqualTo(1);
    }
  }

  @Test
  void classicHistogram_answersWhatWasSent() {
    double p95 = seconds(95);
    assertThat(classic.value(DURATION + "_bucket{service_name=\"known\", le=~\"1(.0)?\"}"))
        .isEqualTo(callsUpTo(1) * (BATCHES + 1.0));
    // The bucket from 2 to 5 seconds holds it.
    assertThat(p95).isBetween(2.0, 5.0);
    assertThat(
            classic.value(
                "histogram_quantile(0.95, rate(" + DURATION + "_bucket" + SERIES + "[1m]))"))
        .isBetween(2.0, 5.0);
  }

  private static long callsUpTo(double bound) {
    return IntStream.range(0, CALLS).filter(call -> seconds(call) <= bound).count();
  }

  @Test
  void increaseAndRate_answerWhatWasSent() {
    double sent = CALLS * BATCHES;
    // Prometheus extends what it saw by half a scrape at one end and up to 1.1 at the other, of
    // ten.
    assertThat(classic.value("increase(" + DURATION + "_count" + SERIES + "[1m])"))
        .isBetween(sent * 0.99, sent * 1.16);
    assertThat(classic.value("rate(" + DURATION + "_count" + SERIES + "[1m]) * 60"))
        .isBetween(sent * 0.99, sent * 1.16);
    assertThat(nativeOnly.value("histogram_count(increase(" + DURATION + SERIES + "[1m]))"))
        .isBetween(sent * 0.99, sent * 1.16);
  }

  @Test
  void nativeHistogram_isIngested_andAnswersWhatWasSent() {
    JsonObject histogram =
        nativeOnly.query(DURATION + SERIES).get(0).getJsonArray("histogram").getJsonObject(1);
    double sum = IntStream.range(0, CALLS).mapToDouble(PrometheusIT::seconds).sum();
    assertThat(histogram.getString("count")).isEqualTo(Integer.toString(total()));
    assertThat(Double.parseDouble(histogram.getString("sum")))
        .isCloseTo(sum * (BATCHES + 1), withPercentage(0.001));
    for (double quantile : new double[] {0.1, 0.5, 0.95}) {
      String query = "histogram_quantile(%s, rate(%s%s[1m]))".formatted(quantile, DURATION, SERIES);
      // Between two calls of the batch that are 5.8 % apart: either, and a bucket more.
      double below = seconds((int) Math.round(quantile * CALLS) - 1);
      double above = seconds((int) Math.round(quantile * CALLS));
      assertThat(nativeOnly.value(query))
          .as(query)
          .isBetween(
              below * (1 - NATIVE_BUCKET_PERCENT / 100), above * (1 + NATIVE_BUCKET_PERCENT / 100));
    }
    assertThat(nativeOnly.query(DURATION + "_bucket" + SERIES)).isEmpty();
  }

  @Test
  void exemplars_leadToTheCalls() {
    List<JsonObject> exemplars = classic.exemplars(DURATION + "_bucket" + SERIES);
    assertThat(exemplars).isNotEmpty();
    assertThat(exemplars)
        .allSatisfy(
            exemplar -> {
              String trace = exemplar.getJsonObject("labels").getString("trace_id");
              assertThat(exemplar.getJsonObject("labels").getString("span_id")).hasSize(16);
              assertThat(trace).hasSize(32);
              int call = Integer.parseInt(trace.substring(16), 16) - 1;
              assertThat(Double.parseDouble(exemplar.getString("value")))
                  .isCloseTo(seconds(call), within(1e-6));
            });
  }

  @ParameterizedTest
  @MethodSource("documentedQueries")
  void documentedQuery_answersWithTheDemosData(String query) {
    PrometheusServer prometheus = query.contains("# native") ? nativeOnly : classic;
    if (query.contains("# may be empty")) {
      assertThat(prometheus.query(query)).isNotNull();
    } else {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(prometheus.query(query))
                      .anyMatch(series -> Double.isFinite(PrometheusServer.valueOf(series))));
    }
  }

  static List<String> documentedQueries() {
    return DocumentedPage.PROMETHEUS.blocks("promql");
  }

  /** What servers send of themselves has the names that they give it. */
  @Test
  void ownMetrics_areCleanForPromtool() throws Exception {
    String page = toolwatch.toolwatch().get("/metrics", "text/plain").body();
    String own =
        page.lines()
            .filter(line -> !line.contains("{job=\""))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(own.length()).isBetween(1, page.length() - 1);
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (OutputStream in = promtool.getOutputStream()) {
      in.write(own.getBytes(UTF_8));
    }
    assertThat(new String(promtool.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).isZero();
  }

  @Test
  void logs_haveNoComplaints() throws IOException {
    assertThat(toolwatch.output().lines())
        .noneMatch(line -> line.matches(".*\"level\":\"(WARN|ERROR)\".*"));
    assertThat(classic.complaints()).isEmpty();
    // Prometheus 2.42 takes a native histogram's exemplars in the buckets' order and misses time's.
    assertThat(nativeOnly.complaints())
        .allMatch(line -> line.contains("Error on ingesting out-of-order exemplars"));
  }
}
