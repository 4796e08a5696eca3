package dev.toolwatch.relay;

import static dev.toolwatch.testing.Requests.attribute;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is sent, the page can be written: one bad series never takes the others with it. */
class RelayProperties {
  @Provide
  Arbitrary<List<ExportMetricsServiceRequest>> requests() {
    return Arbitraries.randoms().map(random -> new Maker(random).requests());
  }

  @Property(tries = 2_000)
  void everythingTaken_canBeShown(@ForAll("requests") List<ExportMetricsServiceRequest> requests) {
    RelayFixture fixture =
        new RelayFixture(
            "scope-labels", "true", "resource-labels", "job,exported.job,le,quantile,host.*");
    for (ExportMetricsServiceRequest request : requests) {
      assertThatCode(() -> fixture.send(request)).doesNotThrowAnyException();
      assertThatCode(fixture::everyFormat).doesNotThrowAnyException();
    }
  }

  /** Requests about a few metrics and attributes, with values at and beyond what is valid. */
  private record Maker(Random random) {
    private static final List<String> KEYS =
        List.of(
            "job",
            "exported.job",
            "exported_job",
            "exported_exported_job",
            "instance",
            "le",
            "quantile",
            "__name__",
            "otel.scope.name",
            "otel_scope_name",
            "host.name",
            "host/name",
            "",
            "ü",
            "1st",
            "a\"b\\c\nd");

    private static final double[] NUMBERS = {
      0,
      -0.0,
      1,
      -1,
      0.5,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.MAX_VALUE,
      Double.MIN_VALUE,
      -Double.MAX_VALUE,
      1e300
    };

    private static final long[] COUNTS = {
      0,
      1,
      2,
      3,
      1L << 31,
      1L << 47,
      1L << 48,
      1L << 52,
      1L << 53,
      Long.MAX_VALUE,
      -1,
      Long.MIN_VALUE
    };

    private static final long[] TIMES = {
      0,
      1,
      1_000_000,
      RelayFixture.at(0),
      RelayFixture.at(1),
      RelayFixture.at(1_000),
      Long.MAX_VALUE,
      -1
    };

    List<ExportMetricsServiceRequest> requests() {
      List<ExportMetricsServiceRequest> requests = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(4); i++) {
        requests.add(request());
      }
      return requests;
    }

    private ExportMetricsServiceRequest request() {
      ScopeMetrics.Builder scope =
          ScopeMetrics.newBuilder()
              .setScope(
                  InstrumentationScope.newBuilder()
                      .setName(random.nextBoolean() ? "" : "meter")
                      .addAllAttributes(attributes()));
      for (int i = 0; i <= random.nextInt(3); i++) {
        scope.addMetrics(metric());
      }
      return ExportMetricsServiceRequest.newBuilder()
          .addResourceMetrics(
              ResourceMetrics.newBuilder()
                  .setResource(
                      Resource.newBuilder()
                          .addAttributes(attribute("service.name", "orders"))
                          .addAllAttributes(attributes()))
                  .addScopeMetrics(scope))
          .build();
    }

    private Metric metric() {
      Metric.Builder metric =
          Metric.newBuilder()
              .setName("metric." + random.nextInt(8))
              .setUnit(random.nextBoolean() ? "s" : "");
      AggregationTemporality temporality =
          random.nextInt(3) == 0 ? RelayFixture.DELTA : RelayFixture.CUMULATIVE;
      for (int i = 0; i <= random.nextInt(3); i++) {
        switch (random.nextInt(5)) {
          case 0 -> metric.getGaugeBuilder().addDataPoints(number());
          case 1 ->
              metric
                  .getSumBuilder()
                  .setIsMonotonic(random.nextBoolean())
                  .setAggregationTemporality(temporality)
                  .addDataPoints(number());
          case 2 ->
              metric
                  .getHistogramBuilder()
                  .setAggregationTemporality(temporality)
                  .addDataPoints(histogram());
          case 3 ->
              metric
                  .getExponentialHistogramBuilder()
                  .setAggregationTemporality(temporality)
                  .addDataPoints(exponential());
          default -> metric.getSummaryBuilder().addDataPoints(summary());
        }
      }
      return metric.build();
    }

    private NumberDataPoint number() {
      return NumberDataPoint.newBuilder()
          .setStartTimeUnixNano(time())
          .setTimeUnixNano(time())
          .setAsDouble(decimal())
          .addAllAttributes(attributes())
          .addAllExemplars(exemplars())
          .build();
    }

    private HistogramDataPoint histogram() {
      HistogramDataPoint.Builder point =
          HistogramDataPoint.newBuilder()
              .setStartTimeUnixNano(time())
              .setTimeUnixNano(time())
              .setCount(count())
              .addAllAttributes(attributes())
              .addAllExemplars(exemplars());
      int bounds = random.nextInt(4);
      for (int i = 0; i < bounds; i++) {
        point.addExplicitBounds(random.nextInt(4) == 0 ? decimal() : i);
      }
      for (int i = random.nextInt(8) == 0 ? 1 : 0; i <= bounds; i++) {
        point.addBucketCounts(count());
      }
      return random.nextBoolean() ? point.setSum(decimal()).build() : point.build();
    }

    private ExponentialHistogramDataPoint exponential() {
      ExponentialHistogramDataPoint.Builder point =
          ExponentialHistogramDataPoint.newBuilder()
              .setStartTimeUnixNano(time())
              .setTimeUnixNano(time())
              .setScale(random.nextInt(30) - 7)
              .setZeroCount(count())
              .setCount(count())
              .addAllAttributes(attributes())
              .addAllExemplars(exemplars());
      if (random.nextBoolean()) {
        point.setZeroThreshold(decimal()).setSum(decimal());
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        point.getPositiveBuilder().setOffset(offset()).addBucketCounts(count());
        point.getNegativeBuilder().setOffset(offset()).addBucketCounts(count());
      }
      return point.build();
    }

    private int offset() {
      return switch (random.nextInt(8)) {
        case 0 -> Integer.MAX_VALUE;
        case 1 -> Integer.MIN_VALUE;
        case 2 -> random.nextInt();
        default -> random.nextInt(40) - 20;
      };
    }

    private SummaryDataPoint summary() {
      SummaryDataPoint.Builder point =
          SummaryDataPoint.newBuilder()
              .setStartTimeUnixNano(time())
              .setTimeUnixNano(time())
              .setCount(count())
              .setSum(decimal())
              .addAllAttributes(attributes());
      for (int i = random.nextInt(4); i > 0; i--) {
        point.addQuantileValues(
            SummaryDataPoint.ValueAtQuantile.newBuilder()
                .setQuantile(random.nextBoolean() ? random.nextDouble() : decimal())
                .setValue(decimal()));
      }
      return point.build();
    }

    private List<Exemplar> exemplars() {
      List<Exemplar> exemplars = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        byte[] trace = new byte[random.nextInt(4) == 0 ? 3 : 16];
        byte[] span = new byte[random.nextInt(4) == 0 ? 0 : 8];
        random.nextBytes(trace);
        random.nextBytes(span);
        exemplars.add(
            Exemplar.newBuilder()
                .setTimeUnixNano(time())
                .setAsDouble(decimal())
                .setTraceId(ByteString.copyFrom(trace))
                .setSpanId(ByteString.copyFrom(span))
                .build());
      }
      return exemplars;
    }

    private List<KeyValue> attributes() {
      List<KeyValue> attributes = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        attributes.add(attribute(KEYS.get(random.nextInt(KEYS.size())), "v" + random.nextInt(2)));
      }
      return attributes;
    }

    private double decimal() {
      return random.nextBoolean() ? random.nextInt(100) : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private long count() {
      return random.nextInt(3) > 0 ? random.nextInt(5) : COUNTS[random.nextInt(COUNTS.length)];
    }

    private long time() {
      return random.nextBoolean()
          ? RelayFixture.at(random.nextInt(100))
          : TIMES[random.nextInt(TIMES.length)];
    }
  }
}
