package dev.toolwatch.relay;

import static dev.toolwatch.testing.Requests.attribute;

import dev.toolwatch.cardinality.FamilyReport;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Pages;
import dev.toolwatch.signal.Refused;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A relay, what is sent to it, and what it shows. */
final class RelayFixture {
  static final Instant START = Instant.parse("2026-11-27T12:00:00Z");
  static final AggregationTemporality DELTA = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
  static final AggregationTemporality CUMULATIVE =
      AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;

  final SettableTime time = new SettableTime(START);
  final Relay relay;
  private final RelayIntake intake;

  RelayFixture(String... settings) {
    this(16 << 20, settings);
  }

  /**
   * @param settings names and values in turns
   */
  RelayFixture(long maxBytes, String... settings) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      given.put(settings[i], settings[i + 1]);
    }
    relay = Relays.with(given, maxBytes, time);
    intake = relay.open();
  }

  /** Nanoseconds since the Unix epoch, this many seconds after the start. */
  static long at(double seconds) {
    return START.toEpochMilli() * 1_000_000 + (long) (seconds * 1e9);
  }

  void pass(Duration duration) {
    time.advance(duration);
  }

  Refused send(ExportMetricsServiceRequest request) {
    byte[] bytes = request.toByteArray();
    Slice slice = new Slice();
    slice.set(bytes, 0, bytes.length);
    try {
      intake.check(slice);
      return intake.take(slice);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends metrics of the service {@code shop/orders}, instance {@code one}. */
  Refused send(Metric.Builder... metrics) {
    return send(request(resource("orders", "one"), metrics));
  }

  static ExportMetricsServiceRequest request(Resource.Builder resource, Metric.Builder... metrics) {
    ScopeMetrics.Builder scope =
        ScopeMetrics.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("meter").setVersion("1.2"));
    Arrays.stream(metrics).forEach(scope::addMetrics);
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder().setResource(resource).addScopeMetrics(scope))
        .build();
  }

  static Resource.Builder resource(String service, String instance) {
    return Resource.newBuilder()
        .addAttributes(attribute("service.name", service))
        .addAttributes(attribute("service.namespace", "shop"))
        .addAttributes(attribute("service.instance.id", instance));
  }

  static Metric.Builder gauge(String name, String unit, NumberDataPoint.Builder... points) {
    Gauge.Builder gauge = Gauge.newBuilder();
    Arrays.stream(points).forEach(gauge::addDataPoints);
    return Metric.newBuilder().setName(name).setUnit(unit).setGauge(gauge);
  }

  static Metric.Builder counter(
      String name, AggregationTemporality temporality, NumberDataPoint.Builder... points) {
    Metric.Builder metric = sum(name, temporality, points);
    metric.getSumBuilder().setIsMonotonic(true);
    return metric;
  }

  static Metric.Builder sum(
      String name, AggregationTemporality temporality, NumberDataPoint.Builder... points) {
    Sum.Builder sum = Sum.newBuilder().setAggregationTemporality(temporality);
    Arrays.stream(points).forEach(sum::addDataPoints);
    return Metric.newBuilder().setName(name).setSum(sum);
  }

  static NumberDataPoint.Builder number(
      double startSeconds, double seconds, double value, KeyValue... attributes) {
    return NumberDataPoint.newBuilder()
        .setStartTimeUnixNano(at(startSeconds))
        .setTimeUnixNano(at(seconds))
        .setAsDouble(value)
        .addAllAttributes(List.of(attributes));
  }

  static Metric.Builder histogram(
      String name,
      String unit,
      AggregationTemporality temporality,
      HistogramDataPoint.Builder... points) {
    Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporality(temporality);
    Arrays.stream(points).forEach(histogram::addDataPoints);
    return Metric.newBuilder().setName(name).setUnit(unit).setHistogram(histogram);
  }

  static HistogramDataPoint.Builder buckets(
      double startSeconds, double seconds, double sum, List<Double> bounds, List<Long> counts) {
    return HistogramDataPoint.newBuilder()
        .setStartTimeUnixNano(at(startSeconds))
        .setTimeUnixNano(at(seconds))
        .setCount(counts.stream().mapToLong(Long::longValue).sum())
        .setSum(sum)
        .addAllExplicitBounds(bounds)
        .addAllBucketCounts(counts);
  }

  List<MetricFamily> families() {
    return relay.families().toCompletableFuture().join();
  }

  /** The lines of a name, in OpenMetrics, without {@code job} and {@code instance} of the service. */
  List<String> lines(String name) {
    return page()
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replace("job=\"shop/orders\",instance=\"one\"", "-"))
        .toList();
  }

  String page() {
    return Pages.openMetrics(families());
  }

  /** The page in each format. */
  List<byte[]> everyFormat() {
    return Pages.everyFormat(families());
  }

  /** What became of the points so far. */
  double points(RelayDisposition disposition) {
    String start = "toolwatch_relay_points_total{disposition=\"" + disposition.label() + "\"} ";
    return page()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .sum();
  }

  FamilyReport report() {
    return relay.report(20);
  }
}
