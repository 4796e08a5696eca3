package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.PrometheusServer;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Counters on the page of the packaged application, after stops of either kind. */
@Timeout(120)
class RestartIT {
  private static final String SERVER = "mcp_server_operation_duration_seconds";

  /** What goes on: no gauges of what is open now, but for when a service was last seen. */
  private static final Pattern LASTING =
      Pattern.compile(
          "(mcp_(server_operation|client_operation|dependency|server_session)_duration_seconds"
              + "|mcp_server_errors|mcp_auth_attempts|mcp_service_(last_seen|extrapolated)"
              + "|toolwatch_(coverage_limited|otlp_items|otlp_requests|spans_total|spans_created|join_incomplete"
              + "|series_limited|usage)).*");

  private static final Pattern ACCEPTED = Pattern.compile("stopped: (\\d+) spans accepted");

  @TempDir Path directory;

  private int sent;

  @Test
  void stop_countersGoOnWhereTheyWere_withTheirCreation() throws Exception {
    List<String> before;
    try (PackagedToolwatch first = start()) {
      send(first, 5, "find_order");
      send(first, 2, "cancel_order");
      first.toolwatch().awaitSum(7, SERVER + "_count");
      before = lasting(first);
      stop(first);
    }
    try (PackagedToolwatch second = start()) {
      assertThat(lasting(second)).containsExactlyElementsOf(before);
      send(second, 3, "find_order");
      second
          .toolwatch()
          .awaitSum(8, SERVER + "_count", "gen_ai_tool_name", "find_order", "outcome", "ok");
      assertThat(created(lasting(second))).containsExactlyElementsOf(created(before));
    }
  }

  @Test
  void stop_everythingThatTheDemoSends_isCountedOnce_andGoesOnTwice() throws Exception {
    long accepted;
    try (PackagedToolwatch first =
        PackagedToolwatch.start(
            settings(
                "toolwatch.otlp.grpc-port=" + FreePort.next(), // the demo has to know them
                "toolwatch.otlp.http-port=" + FreePort.next(),
                "toolwatch.demo.enabled=true",
                "toolwatch.demo.past=false",
                "toolwatch.demo.rate=1500"))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> first.toolwatch().scrape().sum(SERVER + "_count") > 1000);
      stop(first);
      Matcher log = ACCEPTED.matcher(first.output());
      assertThat(log.find()).as(first.output()).isTrue();
      accepted = Long.parseLong(log.group(1));
    }
    List<String> second;
    try (PackagedToolwatch restarted = start()) {
      MetricsText page = restarted.toolwatch().scrape();
      assertThat(page.sum("toolwatch_otlp_items_total", "signal", "spans", "result", "accepted"))
          .isEqualTo(accepted);
      assertThat(page.sum("toolwatch_spans_total")).isEqualTo(accepted);
      assertThat(page.sum(SERVER + "_count", "outcome", "ok"))
          .isLessThan(page.sum(SERVER + "_count"))
          .isPositive();
      assertThat(page.sum("mcp_server_errors_total")).isPositive();
      assertThat(page.sum("mcp_dependency_duration_seconds_count")).isPositive();
      second = lasting(restarted);
      stop(restarted);
    }
    try (PackagedToolwatch again = start()) {
      assertThat(lasting(again)).containsExactlyElementsOf(second);
    }
  }

  @Test
  void killed_countersStartAnew_andDoNotGoBackToAnEarlierStop() throws Exception {
    try (PackagedToolwatch stopped = start()) {
      send(stopped, 5, "find_order");
      stopped.toolwatch().awaitSum(5, SERVER + "_count");
      stop(stopped);
    }
    Instant restart;
    try (PackagedToolwatch killed = start()) {
      send(killed, 1, "find_order");
      killed.toolwatch().awaitSum(6, SERVER + "_count");
    }
    try (PackagedToolwatch fresh = start()) {
      restart = Instant.now();
      assertThat(fresh.toolwatch().scrape().select(SERVER + "_count")).isEmpty();
      assertThat(fresh.toolwatch().scrape().sum("toolwatch_spans_total")).isZero();
      send(fresh, 1, "find_order");
      fresh.toolwatch().awaitSum(1, SERVER + "_count");
      assertThat(created(lasting(fresh)).stream().filter(line -> line.startsWith(SERVER)))
          .singleElement()
          .satisfies(
              line ->
                  assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                      .isGreaterThanOrEqualTo((double) restart.minusSeconds(2).getEpochSecond()));
    }
  }

  @Test
  void stop_thenLowerLimits_leastUsedNamesFold_andTotalsStay() throws Exception {
    try (PackagedToolwatch first = start()) {
      send(first, 1, "rare");
      send(first, 9, "frequent");
      send(first, 4, "occasional");
      first.toolwatch().awaitSum(14, SERVER + "_count");
      stop(first);
    }
    try (PackagedToolwatch second =
        PackagedToolwatch.start(settings("toolwatch.cardinality.max-tools=1"))) {
      MetricsText page = second.toolwatch().scrape();
      assertThat(page.sum(SERVER + "_count", "gen_ai_tool_name", "frequent")).isEqualTo(9);
      assertThat(page.sum(SERVER + "_count", "gen_ai_tool_name", "__other__")).isEqualTo(5);
      assertThat(page.sum(SERVER + "_count")).isEqualTo(14);
    }
  }

  @Test
  void startThatFails_leavesWhatItHasTaken_toTheNext() throws Exception {
    List<String> before;
    try (PackagedToolwatch first = start()) {
      send(first, 5, "find_order");
      first.toolwatch().awaitSum(5, SERVER + "_count");
      before = lasting(first);
      stop(first);
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        PackagedToolwatch failed =
            PackagedToolwatch.launch(
                settings("toolwatch.otlp.http-port=" + taken.getLocalPort()))) {
      assertThat(failed.awaitExit()).isEqualTo(1);
    }
    try (PackagedToolwatch second = start()) {
      assertThat(lasting(second)).containsExactlyElementsOf(before);
    }
  }

  @Test
  @Tag("servers")
  void stop_prometheusSeesNoReset() throws Exception {
    int management = FreePort.next();
    String port = "quarkus.management.port=" + management;
    String count = SERVER + "_count{gen_ai_tool_name=\"find_order\"}";
    try (PrometheusServer prometheus =
        new PrometheusServer(
            directory.resolve("prometheus"),
            """
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: toolwatch
                honor_labels: true
                static_configs:
                  - targets: ["127.0.0.1:%d"]
            """
                .formatted(management),
            "exemplar-storage")) {
      try (PackagedToolwatch first = PackagedToolwatch.start(settings(port))) {
        send(first, 5, "find_order");
        await().atMost(Duration.ofSeconds(30)).until(() -> prometheus.value(count) == 5);
        send(first, 20, "find_order");
        await().atMost(Duration.ofSeconds(30)).until(() -> prometheus.value(count) == 25);
        stop(first);
      }
      try (PackagedToolwatch second = PackagedToolwatch.start(settings(port))) {
        send(second, 10, "find_order");
        await().atMost(Duration.ofSeconds(30)).until(() -> prometheus.value(count) == 35);
        assertThat(prometheus.value("resets(" + count + "[5m])")).isZero();
        assertThat(prometheus.value("max_over_time(" + count + "[5m]) - 5")).isEqualTo(30);
      }
    }
  }

  private PackagedToolwatch start() throws IOException {
    return PackagedToolwatch.start(settings());
  }

  private String[] settings(String... more) {
    List<String> settings = new ArrayList<>(Arrays.asList(more));
    settings.add("toolwatch.store.path=" + directory);
    settings.add("toolwatch.mcp.join-wait=200ms");
    return settings.toArray(String[]::new);
  }

  private static void stop(PackagedToolwatch running) throws InterruptedException {
    running.terminate();
    assertThat(running.awaitExit()).isEqualTo(143);
  }

  private void send(PackagedToolwatch running, int calls, String tool) {
    OtlpHttpClient client =
        new OtlpHttpClient(running.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    long end = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
    Span.Builder[] spans =
        IntStream.range(0, calls)
            .mapToObj(
                call -> {
                  sent++;
                  return Requests.toolCall(tool, Duration.ZERO)
                      .setTraceId(Requests.id(sent, sent))
                      .setSpanId(Requests.id(sent))
                      .setStartTimeUnixNano(end - 7_000_000L * sent * sent)
                      .setEndTimeUnixNano(end);
                })
            .toArray(Span.Builder[]::new);
    byte[] request = Requests.request("orders", spans).toByteArray();
    assertThat(client.post("/v1/traces", request, OtlpHttpClient.PROTOBUF).statusCode())
        .isEqualTo(200);
  }

  /** Lines of what goes on, without exemplars, in an order of their own. */
  private static List<String> lasting(PackagedToolwatch running) {
    List<String> lines =
        running
            .toolwatch()
            .openMetrics()
            .lines()
            .map(line -> line.contains(" # {") ? line.substring(0, line.indexOf(" # {")) : line)
            .filter(line -> LASTING.matcher(line).matches())
            .sorted()
            .toList();
    assertThat(lines).isNotEmpty();
    return lines;
  }

  private static List<String> created(List<String> lines) {
    return lines.stream().filter(line -> line.contains("_created")).toList();
  }
}
