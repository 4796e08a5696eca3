package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Metrics that are not used, and logs, are counted and never half read. */
class UnusedSignalsProperties {
  private final IntakeFixture fixture = new IntakeFixture();

  @Provide
  Arbitrary<ExportMetricsServiceRequest> metrics() {
    Arbitrary<ScopeMetrics> scope =
        metric()
            .list()
            .ofMaxSize(4)
            .map(all -> ScopeMetrics.newBuilder().addAllMetrics(all).build());
    return scope
        .list()
        .ofMaxSize(2)
        .map(all -> ResourceMetrics.newBuilder().setResource(resource()).addAllScopeMetrics(all))
        .map(ResourceMetrics.Builder::build)
        .list()
        .ofMaxSize(2)
        .map(all -> ExportMetricsServiceRequest.newBuilder().addAllResourceMetrics(all).build());
  }

  private static Arbitrary<Metric> metric() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5), Arbitraries.integers().between(0, 3))
        .as(UnusedSignalsProperties::metric);
  }

  private static Metric metric(int kind, int points) {
    Metric.Builder metric = Metric.newBuilder().setName("m").setUnit("s");
    // Of a gauge without points the message is there all the same.
    switch (kind) {
      case 0 -> metric.getGaugeBuilder();
      case 1 -> metric.getSumBuilder().setIsMonotonic(true);
      case 2 -> metric.getHistogramBuilder().setAggregationTemporalityValue(2);
      case 3 -> metric.getExponentialHistogramBuilder();
      case 4 -> metric.getSummaryBuilder();
      default -> {
        return metric.build();
      }
    }
    for (int i = 0; i < points; i++) {
      switch (kind) {
        case 0 -> metric.getGaugeBuilder().addDataPoints(number(i));
        case 1 -> metric.getSumBuilder().addDataPoints(number(i));
        case 2 ->
            metric
                .getHistogramBuilder()
                .addDataPoints(HistogramDataPoint.newBuilder().addBucketCounts(i).setSum(0.5));
        case 3 ->
            metric
                .getExponentialHistogramBuilder()
                .addDataPoints(ExponentialHistogramDataPoint.newBuilder().setScale(-i));
        default ->
            metric.getSummaryBuilder().addDataPoints(SummaryDataPoint.newBuilder().setCount(i));
      }
    }
    return metric.build();
  }

  private static NumberDataPoint.Builder number(int value) {
    return NumberDataPoint.newBuilder()
        .setAsInt(value)
        .addAttributes(Requests.attribute("spans", "\"dataPoints\":[]"));
  }

  private static Resource.Builder resource() {
    return Resource.newBuilder().addAttributes(Requests.attribute("service.name", "orders"));
  }

  @Provide
  Arbitrary<ExportLogsServiceRequest> logs() {
    LogRecord.Builder line =
        LogRecord.newBuilder()
            .setTraceId(Requests.id(1, 2))
            .setBody(AnyValue.newBuilder().setStringValue("a \"line\""));
    Arbitrary<ScopeLogs> scope =
        Arbitraries.of(LogRecord.getDefaultInstance(), line.build())
            .list()
            .ofMaxSize(4)
            .map(all -> ScopeLogs.newBuilder().addAllLogRecords(all).build());
    return scope
        .list()
        .ofMaxSize(2)
        .map(all -> ResourceLogs.newBuilder().setResource(resource()).addAllScopeLogs(all).build())
        .list()
        .ofMaxSize(3)
        .map(all -> ExportLogsServiceRequest.newBuilder().addAllResourceLogs(all).build());
  }

  private static long points(ExportMetricsServiceRequest request) {
    return request.getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .mapToLong(
            metric ->
                metric.getGauge().getDataPointsCount()
                    + metric.getSum().getDataPointsCount()
                    + metric.getHistogram().getDataPointsCount()
                    + metric.getExponentialHistogram().getDataPointsCount()
                    + metric.getSummary().getDataPointsCount())
        .sum();
  }

  private static long lines(ExportLogsServiceRequest request) {
    return request.getResourceLogsList().stream()
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .mapToLong(ScopeLogs::getLogRecordsCount)
        .sum();
  }

  @Property(tries = 200)
  void metrics_inEveryEncoding_areCountedAsTheOracleCounts(
      @ForAll("metrics") ExportMetricsServiceRequest request, @ForAll long seed) {
    assertCounted(Signal.METRICS, request, seed, points(request));
  }

  @Property(tries = 200)
  void logs_inEveryEncoding_areCountedAsTheOracleCounts(
      @ForAll("logs") ExportLogsServiceRequest request, @ForAll long seed) {
    assertCounted(Signal.LOGS, request, seed, lines(request));
  }

  /** Data points that are not used are refused; log records are all accepted. */
  private void assertCounted(Signal signal, Message request, long seed, long items) {
    List<byte[]> protobuf =
        List.of(Requests.protobuf(request), ScrambledProtobuf.of(request, seed));
    byte[] scrambledJson = ScrambledJson.of(OtlpJson.tree(request), seed);
    List<byte[]> json = List.of(OtlpJson.json(request), scrambledJson);
    boolean refused = signal == Signal.METRICS;
    long rejected = refused ? items : 0;
    long before = counted(signal, refused);
    protobuf.forEach(
        body -> assertAnswer(rejected, fixture.accept(signal, Encoding.PROTOBUF, false, body)));
    json.forEach(
        body -> assertAnswer(rejected, fixture.accept(signal, Encoding.JSON, false, body)));
    assertThat(counted(signal, refused)).isEqualTo(before + 4 * items);
    assertThat(counted(signal, !refused)).isZero();
  }

  private long counted(Signal signal, boolean refused) {
    ReceiverCounts received = fixture.intake.received();
    return refused
        ? received.rejected(signal, Transport.HTTP)
        : received.accepted(signal, Transport.HTTP);
  }

  private static void assertAnswer(long items, Answer answer) {
    assertThat(answer.code()).isEqualTo(Answer.Code.ACCEPTED);
    assertThat(answer.rejected()).isEqualTo(items);
    assertThat(answer.message().isEmpty()).isEqualTo(items == 0);
  }

  @Example
  void json_listsAndObjectsExchanged_areMalformed() {
    assertMalformed(Signal.LOGS, "{\"resourceLogs\":{}}");
    assertMalformed(Signal.LOGS, logRecords("{\"a\":1}"));
    assertMalformed(Signal.LOGS, logRecords("[1]"));
    assertMalformed(Signal.LOGS, logRecords("[null]"));
    assertMalformed(Signal.LOGS, logRecords("[[]]"));
    assertMalformed(Signal.LOGS, logRecords("7"));
    assertMalformed(Signal.LOGS, logRecords("[{}") + " ");
    assertMalformed(Signal.METRICS, metric("[]"));
    assertMalformed(Signal.METRICS, metric("[{\"dataPoints\":[{}]}]"));
    assertMalformed(Signal.METRICS, metric("{\"dataPoints\":{}}"));
    assertMalformed(Signal.METRICS, metric("{\"dataPoints\":{\"dataPoints\":[{}]}}"));
  }

  @Example
  void json_deepOrCutShort_isMalformed() {
    assertMalformed(Signal.LOGS, "");
    assertMalformed(Signal.METRICS, "[]");
    assertMalformed(Signal.LOGS, logRecords("[{\"body\":" + "[".repeat(10_000)));
    String whole = logRecords("[{\"body\":{\"stringValue\":\"\\u00e9\"}},{}]");
    for (int length = 0; length < whole.length(); length++) {
      assertMalformed(Signal.LOGS, whole.substring(0, length));
    }
  }

  @Example
  void protobuf_emptyRequest_isASuccess() {
    assertAnswer(0, fixture.accept(Signal.METRICS, Encoding.PROTOBUF, false, new byte[0]));
    assertAnswer(0, fixture.accept(Signal.LOGS, Encoding.PROTOBUF, false, new byte[0]));
  }

  private static String logRecords(String value) {
    return "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":" + value + "}]}]}";
  }

  private static String metric(String gauge) {
    return "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"gauge\":" + gauge + "}]}]}]}";
  }

  private void assertMalformed(Signal signal, String body) {
    String before = fixture.counted();
    Answer answer = fixture.accept(signal, Encoding.JSON, false, body.getBytes(UTF_8));
    assertThat(answer.code()).as(body).isEqualTo(Answer.Code.MALFORMED);
    assertThat(fixture.counted()).isEqualTo(before);
  }
}
