package dev.toolwatch.otlp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a view offers of one histogram's data point, copied: once as our decoder shows it, once as
 * the official classes have it.
 */
record SeenPoint(
    Map<String, Object> resource,
    List<String> scope,
    String metric,
    String unit,
    int temporality,
    Map<String, Object> attributes,
    long startNanos,
    long timeNanos,
    int flags,
    long count,
    Double sum,
    boolean exponential,
    List<Double> bounds,
    List<Long> counts,
    List<Integer> scaleAndOffset,
    long zeroCount,
    double zeroThreshold) {
  static final List<String> KEPT =
      List.of("k", "service.name", "mcp.method.name", "schl\u00fcssel", "");

  static final Vocabulary VOCABULARY = new Vocabulary(KEPT);

  /** What an array, a map or bytes are to a view. */
  private static final Object COMPOSITE = Attributes.Type.OTHER;

  /** What a decoder shows of histograms of one name, and how many other points it counts. */
  static final class Seen implements PointHandler {
    final List<SeenPoint> points = new ArrayList<>();
    final List<List<Long>> digests = new ArrayList<>();
    long others;

    @Override
    public void resource(HistogramPoint view) {
      // each point is asked for it
    }

    @Override
    public boolean wants(Text metric) {
      return metric.toString().startsWith("w");
    }

    @Override
    public void histogram(HistogramPoint view) {
      points.add(of(view));
      digests.add(List.of(view.writer(), view.digest().value()));
    }

    @Override
    public void other(long number) {
      others += number;
    }
  }

  private static SeenPoint of(HistogramPoint view) {
    Distribution distribution = view.distribution();
    List<Double> bounds = new ArrayList<>();
    for (int i = 0; i < distribution.boundCount(); i++) {
      bounds.add(distribution.bound(i));
    }
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < distribution.bucketCount(); i++) {
      counts.add(distribution.bucket(i));
    }
    return new SeenPoint(
        of(view.resource()),
        List.of(view.scopeName().toString(), view.scopeVersion().toString()),
        view.metric().toString(),
        view.unit().toString(),
        view.temporality(),
        of(view.attributes()),
        view.startNanos(),
        view.timeNanos(),
        view.flags(),
        distribution.count(),
        distribution.hasSum() ? distribution.sum() : null,
        distribution.isExponential(),
        bounds,
        counts,
        List.of(distribution.scale(), distribution.offset()),
        distribution.zeroCount(),
        distribution.zeroThreshold());
  }

  private static Map<String, Object> of(Attributes attributes) {
    Map<String, Object> seen = new TreeMap<>();
    for (int id = 0; id < KEPT.size(); id++) {
      if (attributes.has(id)) {
        seen.put(
            KEPT.get(id),
            switch (attributes.type(id)) {
              case TEXT -> attributes.text(id).toString();
              case BOOL -> attributes.number(id) != 0;
              case LONG -> attributes.number(id);
              case DOUBLE -> attributes.doubleNumber(id);
              case OTHER -> COMPOSITE;
              case ABSENT -> throw new AssertionError();
            });
      }
    }
    return seen;
  }

  /** What a decoder that keeps to the specification shows of a request. */
  static Seen of(ExportMetricsServiceRequest request) {
    Seen seen = new Seen();
    for (ResourceMetrics resource : request.getResourceMetricsList()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          add(seen, resource, scope, metric);
        }
      }
    }
    return seen;
  }

  private static void add(Seen seen, ResourceMetrics resource, ScopeMetrics scope, Metric metric) {
    boolean wanted = metric.getName().startsWith("w");
    int histograms =
        metric.getHistogram().getDataPointsCount()
            + metric.getExponentialHistogram().getDataPointsCount();
    seen.others +=
        metric.getGauge().getDataPointsCount()
            + metric.getSum().getDataPointsCount()
            + metric.getSummary().getDataPointsCount()
            + (wanted ? 0 : histograms);
    if (wanted) {
      metric
          .getHistogram()
          .getDataPointsList()
          .forEach(point -> seen.points.add(of(resource, scope, metric, point)));
      metric
          .getExponentialHistogram()
          .getDataPointsList()
          .forEach(point -> seen.points.add(of(resource, scope, metric, point)));
    }
  }

  /** A sum of durations, or null if it cannot be one. */
  private static Double possible(double sum) {
    return sum >= 0 && Double.isFinite(sum) ? sum : null;
  }

  private static SeenPoint of(
      ResourceMetrics resource, ScopeMetrics scope, Metric metric, HistogramDataPoint point) {
    return new SeenPoint(
        of(resource.getResource().getAttributesList()),
        List.of(scope.getScope().getName(), scope.getScope().getVersion()),
        metric.getName(),
        metric.getUnit(),
        metric.getHistogram().getAggregationTemporalityValue(),
        of(point.getAttributesList()),
        point.getStartTimeUnixNano(),
        point.getTimeUnixNano(),
        point.getFlags(),
        point.getCount(),
        point.hasSum() ? possible(point.getSum()) : null,
        false,
        point.getExplicitBoundsList(),
        point.getBucketCountsList(),
        List.of(0, 0),
        0,
        0);
  }

  private static SeenPoint of(
      ResourceMetrics resource,
      ScopeMetrics scope,
      Metric metric,
      ExponentialHistogramDataPoint point) {
    return new SeenPoint(
        of(resource.getResource().getAttributesList()),
        List.of(scope.getScope().getName(), scope.getScope().getVersion()),
        metric.getName(),
        metric.getUnit(),
        metric.getExponentialHistogram().getAggregationTemporalityValue(),
        of(point.getAttributesList()),
        point.getStartTimeUnixNano(),
        point.getTimeUnixNano(),
        point.getFlags(),
        point.getCount(),
        point.hasSum() ? possible(point.getSum()) : null,
        true,
        List.of(),
        point.getPositive().getBucketCountsList(),
        List.of(point.getScale(), point.getPositive().getOffset()),
        point.getZeroCount(),
        point.getZeroThreshold());
  }

  private static Map<String, Object> of(List<KeyValue> attributes) {
    Map<String, Object> seen = new TreeMap<>();
    for (KeyValue attribute : attributes) {
      if (KEPT.contains(attribute.getKey())) {
        Object value = of(attribute.getValue());
        if (value == null) {
          seen.remove(attribute.getKey());
        } else {
          seen.put(attribute.getKey(), value);
        }
      }
    }
    return seen;
  }

  private static Object of(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE, KVLIST_VALUE, BYTES_VALUE -> COMPOSITE;
      case VALUE_NOT_SET -> null;
    };
  }
}
