package dev.toolwatch.coverage;

import static dev.toolwatch.testing.Requests.attribute;

import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;

/** Makes requests of metrics that servers send of themselves. */
final class SentMetrics {
  private static final long START_NANOS = Requests.END_NANOS - 60_000_000_000L;

  private SentMetrics() {}

  /** A gauge of one value. */
  static ExportMetricsServiceRequest gauge(String service, String name) {
    return request(
        service,
        Metric.newBuilder()
            .setName(name)
            .setGauge(
                Gauge.newBuilder()
                    .addDataPoints(
                        NumberDataPoint.newBuilder()
                            .setTimeUnixNano(Requests.END_NANOS)
                            .setAsDouble(0.5))));
  }

  /** Durations of calls that the server measured itself, in the minute before the spans' end. */
  static ExportMetricsServiceRequest calls(String service, long count) {
    return request(
        service,
        Metric.newBuilder()
            .setName("mcp.server.operation.duration")
            .setUnit("s")
            .setHistogram(
                Histogram.newBuilder()
                    .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
                    .addDataPoints(
                        HistogramDataPoint.newBuilder()
                            .setStartTimeUnixNano(START_NANOS)
                            .setTimeUnixNano(Requests.END_NANOS)
                            .setCount(count)
                            .setSum(0.1 * count)
                            .addExplicitBounds(1)
                            .addBucketCounts(count)
                            .addBucketCounts(0)
                            .addAttributes(attribute("mcp.method.name", "tools/call"))
                            .addAttributes(attribute("gen_ai.tool.name", "find_order")))));
  }

  private static ExportMetricsServiceRequest request(String service, Metric.Builder metric) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(attribute("service.name", service)))
                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
        .build();
  }
}
