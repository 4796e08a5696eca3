package dev.toolwatch.otlp;

import static dev.toolwatch.testing.Requests.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.wire.MalformedException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a metrics request comes to, and what its sender is told. */
class MetricIntakeTest {
  private static final long NOW_NANOS = OwnMetricsFixture.NOW_MILLIS * 1_000_000;

  private final MetricIntakeFixture fixture = new MetricIntakeFixture();

  private static HistogramDataPoint.Builder call(String tool, long... counts) {
    HistogramDataPoint.Builder point =
        HistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(NOW_NANOS - 60_000_000_000L)
            .setTimeUnixNano(NOW_NANOS)
            .addAllExplicitBounds(List.of(0.01, 0.02))
            .addAttributes(attribute("mcp.method.name", "tools/call"))
            .addAttributes(attribute("gen_ai.tool.name", tool));
    Arrays.stream(counts).forEach(point::addBucketCounts);
    return point.setCount(Arrays.stream(counts).sum()).setSum(0.1);
  }

  private static Metric durations(HistogramDataPoint.Builder... points) {
    Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporalityValue(2);
    Arrays.stream(points).forEach(histogram::addDataPoints);
    return Metric.newBuilder()
        .setName("mcp.server.operation.duration")
        .setUnit("s")
        .setHistogram(histogram)
        .build();
  }

  private static Metric memory(int points) {
    Gauge.Builder gauge = Gauge.newBuilder();
    for (int i = 0; i < points; i++) {
      gauge.addDataPoints(NumberDataPoint.newBuilder().setAsInt(i));
    }
    return Metric.newBuilder().setName("process.memory").setGauge(gauge).build();
  }

  private static ExportMetricsServiceRequest request(Metric... metrics) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(attribute("service.name", "orders"))
                        .addAttributes(attribute("service.namespace", "shop")))
                .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
        .build();
  }

  private Answer accept(Encoding encoding, ExportMetricsServiceRequest request)
      throws MalformedException, TooLargeException {
    return fixture.accept(
        encoding,
        switch (encoding) {
          case PROTOBUF -> request.toByteArray();
          case JSON -> OtlpJson.json(request);
        });
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void ownDurations_areCounted(Encoding encoding) throws MalformedException, TooLargeException {
    Answer answer =
        accept(
            encoding,
            request(
                durations(
                    call("add", 1, 2, 3),
                    call("sub", 0, 0, 4).addAttributes(attribute("error.type", "tool_error")))));
    assertThat(answer).isEqualTo(Answer.accepted(0, ""));
    assertThat(fixture.accepted()).isEqualTo(2);
    assertThat(fixture.rejected()).isZero();
    assertThat(fixture.counts())
        .isEqualTo(
            Map.of(
                "shop/orders | server | tools/call | add | ok", 6L,
                "shop/orders | server | tools/call | sub | server_error", 4L));
    assertThat(fixture.errors())
        .isEqualTo(Map.of("shop/orders | tools/call | sub | tool_error", 4L));
    assertThat(fixture.red.samples("mcp_service_last_seen_timestamp_seconds")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void otherMetrics_areCountedAndRefused(Encoding encoding)
      throws MalformedException, TooLargeException {
    Answer answer =
        accept(encoding, request(memory(3), durations(call("add", 1, 0, 0)), memory(2)));
    assertThat(answer.code()).isEqualTo(Answer.Code.ACCEPTED);
    assertThat(answer.rejected()).isEqualTo(5);
    assertThat(answer.message())
        .isEqualTo(
            "5 data points refused: Toolwatch uses mcp.server.operation.duration and"
                + " mcp.client.operation.duration only");
    assertThat(fixture.accepted()).isEqualTo(1);
    assertThat(fixture.rejected()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void defectivePoints_areRefusedAlone(Encoding encoding)
      throws MalformedException, TooLargeException {
    Answer answer =
        accept(
            encoding,
            request(
                durations(call("add", 1, 0, 0), call("sub", 1), call("mul", 1, 2, 3, 4)),
                memory(1)));
    assertThat(answer.rejected()).isEqualTo(3);
    assertThat(answer.message())
        .endsWith(
            "; 2 data points of these refused; the first: bucket_counts must be one more than"
                + " explicit_bounds");
    assertThat(fixture.counts()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void malformedAtItsEnd_countsNothing(Encoding encoding) {
    ExportMetricsServiceRequest request = request(durations(call("add", 1, 2, 3)), memory(1));
    byte[] sound =
        switch (encoding) {
          case PROTOBUF -> request.toByteArray();
          case JSON -> OtlpJson.json(request);
        };
    byte[] broken = Arrays.copyOf(sound, sound.length + 1);
    broken[sound.length] = 1;
    assertThatThrownBy(() -> fixture.accept(encoding, broken))
        .isInstanceOf(MalformedException.class);
    assertThat(fixture.counts()).isEmpty();
    assertThat(fixture.accepted() + fixture.rejected()).isZero();
    assertThat(fixture.own.shownSources()).isEmpty();
  }

  @Test
  void sameRequestAgain_countsNothingMore() throws MalformedException, TooLargeException {
    ExportMetricsServiceRequest request = request(durations(call("add", 1, 2, 3)));
    accept(Encoding.PROTOBUF, request);
    Answer again = accept(Encoding.JSON, request);
    assertThat(again).isEqualTo(Answer.accepted(0, ""));
    assertThat(fixture.counts().values()).containsExactly(6L);
    assertThat(fixture.accepted()).isEqualTo(2);
  }

  @Test
  void servicesThatCountBySpans_areToldSo() throws MalformedException, TooLargeException {
    MetricIntakeFixture spans =
        new MetricIntakeFixture(new OwnMetricsFixture(Map.of("toolwatch.mcp.source", "spans")));
    Answer answer = spans.protobuf(request(durations(call("add", 1, 2, 3))).toByteArray());
    assertThat(answer.rejected()).isEqualTo(1);
    assertThat(answer.message()).endsWith("the service is counted from its spans");
    assertThat(spans.counts()).isEmpty();
  }

  @Test
  void emptyRequest_isAccepted() throws MalformedException, TooLargeException {
    assertThat(fixture.protobuf(new byte[0])).isEqualTo(Answer.accepted(0, ""));
  }

  @Test
  void spansOfAServiceWithOwnMetrics_areDuplicates() {
    IntakeFixture intake = new IntakeFixture();
    byte[] metrics = request(durations(call("add", 1, 2, 3))).toByteArray();
    byte[] spans =
        Requests.request("shop/orders", Requests.toolCall("add", Duration.ofMillis(5)))
            .toByteArray();
    intake.accept(Signal.METRICS, Encoding.PROTOBUF, false, metrics);
    intake.protobuf(spans);
    assertThat(intake.red.operations()).isEqualTo(6);
    assertThat(intake.acceptedSpans()).isEqualTo(1);
    assertThat(intake.intake.spanCounts().of(Disposition.DUPLICATE)).isEqualTo(1);
  }
}
