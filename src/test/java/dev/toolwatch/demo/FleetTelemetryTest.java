package dev.toolwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class FleetTelemetryTest {
  private static final Instant START = Instant.parse("2026-10-05T10:14:59Z");
  private static final McpServer CODE = Fleet.SERVERS.get(1);

  private final Queue<SpanData> spans = new ConcurrentLinkedQueue<>();
  private final Queue<LogRecordData> logs = new ConcurrentLinkedQueue<>();
  private final Queue<MetricData> metrics = new ConcurrentLinkedQueue<>();
  private final FleetTelemetry telemetry =
      new FleetTelemetry(
          export -> new Spans(),
          export -> new Logs(),
          export -> new Metrics(),
          new SeededIds(new SplittableRandom(1)),
          InstantSource.fixed(START));

  @Test
  void resources_tellTheLanguageOfTheServersSdk_andItsVersion() {
    for (McpServer server : Fleet.SERVERS) {
      telemetry.process(server, START).tracer().spanBuilder("call").startSpan().end();
    }
    telemetry.close(Duration.ofSeconds(10));

    assertThat(spans)
        .extracting(span -> text(span.getResource(), "service.name") + " " + language(span))
        .containsExactlyInAnyOrder(
            "issues-mcp python",
            "code-mcp nodejs",
            "knowledge-mcp python",
            "customers-mcp go",
            "calendar-mcp nodejs",
            "warehouse-mcp java");
    assertThat(spans)
        .extracting(span -> text(span.getResource(), "service.version"))
        .contains("2.4.1", "1.17.0.26632");
  }

  @Test
  void runtimes_sendTheirMetrics_eachInItsOwnWords() {
    Fleet.SERVERS.forEach(server -> telemetry.process(server, START));
    telemetry.close(Duration.ofSeconds(10));
    Map<String, Set<String>> names = new HashMap<>();
    for (MetricData metric : metrics) {
      names
          .computeIfAbsent(text(metric.getResource(), "service.name"), name -> new HashSet<>())
          .add(metric.getName());
    }
    assertThat(names).hasSize(Fleet.SERVERS.size());
    assertThat(names.values())
        .allSatisfy(
            sent ->
                assertThat(sent)
                    .contains(
                        "process.cpu.time", "process.memory.usage", "db.client.connection.count"));
    assertThat(names.get("code-mcp")).contains("nodejs.eventloop.delay.p99");
    assertThat(names.get("warehouse-mcp")).contains("jvm.memory.used", "jvm.memory.limit");
    assertThat(names.get("customers-mcp")).contains("go.goroutine.count");
    assertThat(names.get("issues-mcp")).contains("cpython.gc.collections");
  }

  @Test
  void release_isANewProcess_andTheOneBeforeDeliversAllThatItMade() {
    for (int second = 0; second < 2_000; second++) {
      telemetry
          .process(CODE, START.plusSeconds(second))
          .tracer()
          .spanBuilder("call")
          .startSpan()
          .end();
    }
    telemetry.close(Duration.ofSeconds(10));

    assertThat(spans)
        .hasSize(2_000)
        .extracting(span -> text(span.getResource(), "service.version"))
        .containsOnly("1.17.0.26632", "1.17.0.26633", "1.17.0.26634", "1.17.0.26635");
    assertThat(spans)
        .extracting(span -> text(span.getResource(), "service.instance.id"))
        .containsOnly(text(spans.peek().getResource(), "service.instance.id"));
  }

  @Test
  void logs_areThoseOfServersThatLogExceptions() {
    for (McpServer server : Fleet.SERVERS) {
      telemetry.process(server, START).logger().logRecordBuilder().setBody("failed").emit();
    }
    telemetry.close(Duration.ofSeconds(10));

    assertThat(logs)
        .extracting(line -> text(line.getResource(), "service.name"))
        .containsExactlyInAnyOrder("issues-mcp", "knowledge-mcp", "warehouse-mcp");
  }

  private static String language(SpanData span) {
    return text(span.getResource(), "telemetry.sdk.language");
  }

  private static String text(Resource resource, String key) {
    return resource.getAttribute(AttributeKey.stringKey(key));
  }

  /** Takes spans. */
  private final class Spans implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      spans.addAll(List.copyOf(batch));
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  /** Takes log records. */
  private final class Logs implements LogRecordExporter {
    @Override
    public CompletableResultCode export(Collection<LogRecordData> batch) {
      logs.addAll(List.copyOf(batch));
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private final class Metrics implements MetricExporter {
    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> exported) {
      metrics.addAll(exported);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
