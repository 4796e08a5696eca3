package dev.toolwatch.otlp;

import static dev.toolwatch.testing.Requests.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.UserCounts;
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
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                + " mcp.client.operation.duration only (toolwatch.relay.enabled=false)");
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

  private static Span.Builder span(int number) {
    return Requests.toolCall("add", Duration.ofMillis(5))
        .setTraceId(Requests.id(7, number))
        .setSpanId(Requests.id(number))
        .setStartTimeUnixNano(NOW_NANOS - 7_000_000)
        .setEndTimeUnixNano(NOW_NANOS - 2_000_000)
        .addAttributes(attribute("enduser.pseudo.id", "user " + number))
        .addAttributes(attribute("mcp.session.id", "session " + number))
        .addAttributes(attribute("mcp.client.name", "inspector"));
  }

  private static byte[] fiveSpans() {
    Span.Builder[] spans = new Span.Builder[5];
    Arrays.setAll(spans, i -> span(i + 1));
    return Requests.request("shop/orders", spans).toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ownMetricsBesideSpans_countCallsOnce_andKeepUsersSessionsAndClients(boolean pointFirst) {
    IntakeFixture intake = new IntakeFixture();
    byte[] metrics = request(durations(call("add", 5, 0, 0))).toByteArray();
    if (pointFirst) {
      intake.accept(Signal.METRICS, Encoding.PROTOBUF, false, metrics);
      intake.protobuf(fiveSpans());
    } else {
      intake.protobuf(fiveSpans());
      intake.accept(Signal.METRICS, Encoding.PROTOBUF, false, metrics);
    }
    assertThat(intake.red.operations()).isEqualTo(5);
    Batch batch = intake.usage.handOver();
    ServiceId orders = ServiceId.of("shop/orders");
    Rollup whole =
        batch.operations().values().stream()
            .map(minute -> minute.get(Series.whole(orders)))
            .filter(Objects::nonNull)
            .reduce(Rollup::plus)
            .orElseThrow();
    assertThat(whole.total()).isEqualTo(5);
    assertThat(whole.users().count()).isEqualTo(5);
    assertThat(Batches.sessions(batch).keySet()).hasSize(5);
    assertThat(batch.clients().values().stream().flatMap(minute -> minute.keySet().stream()))
        .extracting(Client::name)
        .containsOnly("inspector");
    assertThat(
            batch.users().values().stream()
                .map(minute -> minute.get(orders))
                .filter(Objects::nonNull)
                .reduce(UserCounts::plus))
        .hasValueSatisfying(
            counts -> {
              assertThat(counts.operations()).hasSize(5);
              assertThat(counts.others()).isZero();
            });
    HistogramSample series =
        (HistogramSample) intake.red.samples("mcp_server_operation_duration_seconds").get(0);
    assertThat(IntStream.rangeClosed(0, 8).mapToObj(series::exemplar))
        .anySatisfy(exemplar -> assertThat(exemplar).isNotEqualTo(Exemplar.NONE));
  }

  /** Points are not sampled. What only spans know is, and is estimated by their weight. */
  @Test
  void ownMetricsBesideSampledSpans_pointsAreNotMultiplied() {
    IntakeFixture intake =
        new IntakeFixture(
            1 << 20,
            Map.of(
                "toolwatch.mcp.sampling.some.ratio", "0.4",
                "toolwatch.mcp.sampling.some.services", "shop/orders"));
    byte[] metrics = request(durations(call("add", 13, 0, 0))).toByteArray();
    intake.accept(Signal.METRICS, Encoding.PROTOBUF, false, metrics);
    intake.protobuf(fiveSpans());
    assertThat(intake.red.operations()).isEqualTo(13);
    UserCounts counts =
        intake.usage.handOver().users().values().stream()
            .map(minute -> minute.get(ServiceId.of("shop/orders")))
            .filter(Objects::nonNull)
            .reduce(UserCounts::plus)
            .orElseThrow();
    assertThat(counts.operations()).hasSize(5);
    // 5 spans of 2.5 operations are 12.5.
    assertThat(counts.operations().values().stream().mapToLong(Long::longValue).sum())
        .isBetween(12L, 13L);
    assertThat(counts.others()).isBetween(0L, 1L);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true", "false, true"})
  void failures_thatSpansAndPointsTell_countOnce(boolean pointFirst, boolean pointNamesThem) {
    IntakeFixture intake = new IntakeFixture();
    // The point before: from here on, metrics count.
    intake.accept(
        Signal.METRICS,
        Encoding.PROTOBUF,
        false,
        request(durations(call("sub", 1, 0, 0))).toByteArray());
    HistogramDataPoint.Builder point = call("add", 2, 0, 0);
    if (pointNamesThem) {
      point.addAttributes(attribute("error.type", "timeout"));
    }
    byte[] metrics = request(durations(point)).toByteArray();
    byte[] spans =
        Requests.request(
                "shop/orders",
                Requests.failed(span(1), "timeout"),
                Requests.failed(span(2), "timeout"))
            .toByteArray();
    if (pointFirst) {
      intake.accept(Signal.METRICS, Encoding.PROTOBUF, false, metrics);
      intake.protobuf(spans);
    } else {
      intake.protobuf(spans);
      intake.accept(Signal.METRICS, Encoding.PROTOBUF, false, metrics);
    }
    assertThat(intake.red.operations()).isEqualTo(3);
    assertThat(intake.red.errors()).isEqualTo(2);
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
