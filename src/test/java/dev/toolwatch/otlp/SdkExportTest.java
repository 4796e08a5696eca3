package dev.toolwatch.otlp;

import static dev.toolwatch.testing.OtlpHttpClient.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.MetricsText.Histogram;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real OpenTelemetry SDK sends is what {@code /metrics} shows, to the last span. */
@QuarkusTest
@Timeout(60)
class SdkExportTest {
  private static final String SERVER = "mcp_server_operation_duration_seconds";
  private static final String CLIENT = "mcp_client_operation_duration_seconds";

  /** The convention's boundaries in milliseconds: written down once more, for the test's own sake. */
  private static final long[] BOUNDARIES = {
    10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000
  };

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("mcp.method.name");
  private static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private static final Instant START = Instant.parse("2026-10-01T12:00:00Z");

  private final Toolwatch toolwatch = Toolwatch.underTest();

  /** What one series should have come to. */
  private static final class Expected {
    private final SortedMap<Double, Long> buckets = new TreeMap<>();
    private final Set<String> traceIds = new HashSet<>();
    private long nanos;

    Expected() {
      for (long boundary : BOUNDARIES) {
        buckets.put(boundary / 1e3, 0L);
      }
      buckets.put(Double.POSITIVE_INFINITY, 0L);
    }

    void add(long durationNanos, String traceId) {
      double bound = Double.POSITIVE_INFINITY;
      for (int i = BOUNDARIES.length - 1; i >= 0; i--) {
        if (durationNanos <= BOUNDARIES[i] * 1_000_000) {
          bound = BOUNDARIES[i] / 1e3;
        }
      }
      buckets.merge(bound, 1L, Long::sum);
      nanos += durationNanos;
      traceIds.add(traceId);
    }

    void check(Histogram shown) {
      assertThat(shown.buckets()).isEqualTo(buckets);
      assertThat(shown.count()).isEqualTo(buckets.values().stream().mapToLong(n -> n).sum());
      assertThat(shown.sum()).isCloseTo(nanos / 1e9, within(1e-9 * Math.max(1, nanos / 1e9)));
    }
  }

  /** The four ways to send, by turns. */
  private SpanExporter exporter(int way) {
    String compression = way % 4 < 2 ? "none" : "gzip";
    return way % 2 == 0
        ? OtlpGrpcSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + toolwatch.grpcPort())
            .setCompression(compression)
            .build()
        : OtlpHttpSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + toolwatch.httpPort() + "/v1/traces")
            .setCompression(compression)
            .build();
  }

  private static SdkTracerProvider sdk(String service, SpanExporter exporter) {
    return SdkTracerProvider.builder()
        .setResource(Resource.builder().put("service.name", service).build())
        .addSpanProcessor(
            BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(10_000)
                .setMaxExportBatchSize(64)
                .build())
        .build();
  }

  private static Span call(
      SdkTracerProvider sdk, SpanKind kind, String method, String tool, long nanos) {
    Span span =
        sdk.get("test")
            .spanBuilder(method)
            .setSpanKind(kind)
            .setStartTimestamp(START)
            .setAttribute(METHOD, method)
            .startSpan();
    if (!tool.isEmpty()) {
      span.setAttribute(TOOL, tool);
    }
    span.end(START.plusNanos(nanos));
    return span;
  }

  private static void flush(SdkTracerProvider sdk) {
    assertThat(sdk.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
  }

  @Test
  void spans_overEachTransport_areShownToTheLastOne() {
    Random random = new Random(7);
    for (int i = 0; i < 4; i++) {
      String service = "sdk-" + i;
      Map<String, Expected> server = new HashMap<>();
      Expected client = new Expected();
      MetricsText before = toolwatch.scrape();
      try (SdkTracerProvider sdk = sdk(service, exporter(i))) {
        for (int n = 0; n < 500; n++) {
          String tool = "tool_" + random.nextInt(3);
          // Spread over all buckets, each boundary itself among them.
          long boundary = BOUNDARIES[random.nextInt(BOUNDARIES.length)] * 1_000_000;
          long nanos = random.nextInt(4) == 0 ? boundary : random.nextLong(boundary * 2);
          Span span = call(sdk, SpanKind.SERVER, "tools/call", tool, nanos);
          server
              .computeIfAbsent(tool, t -> new Expected())
              .add(nanos, span.getSpanContext().getTraceId());
        }
        for (int n = 0; n < 20; n++) {
          Span span = call(sdk, SpanKind.CLIENT, "tools/list", "", n * 1_000_003L);
          client.add(n * 1_000_003L, span.getSpanContext().getTraceId());
        }
        sdk.get("test").spanBuilder("work").startSpan().end();
        flush(sdk);
      }
      MetricsText shown = toolwatch.scrape();
      server.forEach(
          (tool, expected) ->
              expected.check(
                  shown.histogram(
                      SERVER,
                      "service_name",
                      service,
                      "mcp_method_name",
                      "tools/call",
                      "gen_ai_tool_name",
                      tool,
                      "outcome",
                      "ok")));
      client.check(
          shown.histogram(CLIENT, "service_name", service, "mcp_method_name", "tools/list"));
      assertThat(toolwatch.added(before, "toolwatch_spans_total", "disposition", "operation"))
          .isEqualTo(520);
      assertThat(toolwatch.added(before, "toolwatch_spans_total", "disposition", "other"))
          .isEqualTo(1);
      checkExemplars(service, server);
    }
  }

  private static final Pattern EXEMPLAR =
      Pattern.compile(
          ".*gen_ai_tool_name=\"(\\w+)\".*le=\"([^\"]+)\".* # "
              + "\\{trace_id=\"(\\w{32})\",span_id=\"\\w{16}\"} (\\S+) \\S+");

  private void checkExemplars(String service, Map<String, Expected> server) {
    Set<String> tools = new HashSet<>();
    toolwatch
        .openMetrics()
        .lines()
        .filter(line -> line.startsWith(SERVER + "_bucket") && line.contains('"' + service + '"'))
        .map(EXEMPLAR::matcher)
        .filter(Matcher::matches)
        .forEach(
            exemplar -> {
              tools.add(exemplar.group(1));
              assertThat(server.get(exemplar.group(1)).traceIds).contains(exemplar.group(3));
              if (!exemplar.group(2).equals("+Inf")) {
                assertThat(Double.parseDouble(exemplar.group(4)))
                    .isLessThanOrEqualTo(Double.parseDouble(exemplar.group(2)));
              }
            });
    assertThat(tools).isEqualTo(server.keySet());
  }

  @Test
  void failures_areShownByOutcomeAndType() {
    MetricsText shown;
    try (SdkTracerProvider sdk = sdk("sdk-failures", exporter(0))) {
      fail(sdk, "tool_error");
      fail(sdk, "tool_error");
      fail(sdk, "-32602");
      flush(sdk);
      shown = toolwatch.scrape();
    }
    String[] service = {"service_name", "sdk-failures"};
    assertThat(shown.sum("mcp_server_errors_total", service)).isEqualTo(3);
    assertThat(shown.select("mcp_server_errors_total", service))
        .extracting(sample -> sample.labels().get("error_type"))
        .containsExactlyInAnyOrder("tool_error", "-32602");
    assertThat(
            shown.sum(SERVER + "_count", "service_name", "sdk-failures", "outcome", "server_error"))
        .isEqualTo(2);
    assertThat(
            shown.sum(SERVER + "_count", "service_name", "sdk-failures", "outcome", "client_error"))
        .isEqualTo(1);
    assertThat(shown.select("mcp_service_last_seen_timestamp_seconds", service))
        .singleElement()
        .satisfies(
            sample ->
                assertThat(sample.value())
                    .isCloseTo(Instant.now().toEpochMilli() / 1e3, within(60.0)));
  }

  private static void fail(SdkTracerProvider sdk, String type) {
    sdk.get("test")
        .spanBuilder("tools/call x")
        .setSpanKind(SpanKind.SERVER)
        .setAttribute(METHOD, "tools/call")
        .setAttribute(TOOL, "x")
        .setAttribute(ERROR, type)
        .startSpan()
        .setStatus(StatusCode.ERROR)
        .end();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** So many connections at once that every event loop counts; its shards are merged on the page. */
  @Test
  void scrapes_whileSpansArrive_areNeverTorn() {
    MetricsText before = toolwatch.scrape();
    CountDownLatch pages = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<CompletableFuture<Void>> senders =
          IntStream.range(0, 8)
              .mapToObj(
                  n ->
                      CompletableFuture.runAsync(
                          () -> {
                            if (n == 0) {
                              await(pages); // so that some of it is sent after the first pages
                            }
                            send(exporter(n), n);
                          },
                          threads))
              .toList();
      CompletableFuture<Void> all =
          CompletableFuture.allOf(senders.toArray(CompletableFuture<?>[]::new));
      while (!all.isDone()) {
        MetricsText page = toolwatch.scrape();
        if (!page.select(SERVER + "_count", "service_name", "sdk-torn").isEmpty()) {
          // Checks that the buckets add up to the count.
          page.histogram(SERVER, "service_name", "sdk-torn");
          pages.countDown();
        }
      }
      all.join();
    } finally {
      threads.shutdownNow();
    }
    Expected expected = new Expected();
    for (int n = 0; n < 8 * 4_000; n++) {
      expected.add(n % 4_000 * 100_000L, "");
    }
    expected.check(toolwatch.scrape().histogram(SERVER, "service_name", "sdk-torn"));
    assertThat(toolwatch.added(before, "toolwatch_spans_total")).isEqualTo(8 * 4_000);
    assertThat(toolwatch.added(before, "toolwatch_otlp_items_total", "result", "accepted"))
        .isEqualTo(8 * 4_000);
  }

  private static void send(SpanExporter exporter, int seed) {
    try (SdkTracerProvider sdk = sdk("sdk-torn", exporter)) {
      for (int n = 0; n < 4_000; n++) {
        call(sdk, SpanKind.SERVER, "tools/call", "busy", (n + seed) % 4_000 * 100_000L);
      }
      // Once: the SDK's processor takes a flush that follows on another's heels for the same one.
      flush(sdk);
    }
  }

  /** The specification's own example (opentelemetry-proto, examples/trace.json), of an MCP call. */
  @Test
  void json_asTheSpecificationHasIt_isCounted() {
    String request =
        """
        {
          "resourceSpans": [
            {
              "resource": {
                "attributes": [
                  {"key": "service.name", "value": {"stringValue": "my.service"}}
                ]
              },
              "scopeSpans": [
                {
                  "scope": {
                    "name": "my.library",
                    "version": "1.0.0",
                    "attributes": [
                      {"key": "my.scope.attribute", "value": {"stringValue": "some scope attribute"}}
                    ]
                  },
                  "spans": [
                    {
                      "traceId": "5B8EFFF798038103D269B633813FC60C",
                      "spanId": "EEE19B7EC3C1B173",
                      "name": "POST /mcp",
                      "startTimeUnixNano": "1544712660000000000",
                      "endTimeUnixNano": "1544712661000000000",
                      "kind": 2
                    },
                    {
                      "traceId": "5B8EFFF798038103D269B633813FC60C",
                      "spanId": "EEE19B7EC3C1B174",
                      "parentSpanId": "EEE19B7EC3C1B173",
                      "name": "I'm a server span",
                      "startTimeUnixNano": "1544712660000000000",
                      "endTimeUnixNano": "1544712661000000000",
                      "kind": 2,
                      "attributes": [
                        {"key": "my.span.attr", "value": {"stringValue": "some value"}},
                        {"key": "mcp.method.name", "value": {"stringValue": "resources/read"}}
                      ]
                    }
                  ]
                }
              ]
            }
          ]
        }
        """;
    HttpResponse<byte[]> answer =
        new OtlpHttpClient(toolwatch.httpPort(), Version.HTTP_1_1)
            .post("/v1/traces", request.getBytes(UTF_8), JSON);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(OtlpHttpClient.text(answer)).isEqualTo("{}");

    Expected expected = new Expected();
    expected.add(Duration.ofSeconds(1).toNanos(), "");
    expected.check(
        toolwatch
            .scrape()
            .histogram(
                SERVER,
                "service_name",
                "my.service",
                "mcp_method_name",
                "resources/read",
                "gen_ai_tool_name",
                "",
                "outcome",
                "ok"));
    assertThat(toolwatch.openMetrics())
        .contains("trace_id=\"5b8efff798038103d269b633813fc60c\",span_id=\"eee19b7ec3c1b174\"");
  }
}
