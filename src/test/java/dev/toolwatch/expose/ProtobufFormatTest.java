package dev.toolwatch.expose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_36_2.Metrics;
import io.prometheus.metrics.shaded.com_google_protobuf_4_36_2.Timestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class ProtobufFormatTest {
  @Test
  void protobuf_everyType_saysWhatTheOracleSays() throws IOException {
    List<Metrics.MetricFamily> ours =
        Oracle.parse(Families.bytes(Format.PROTOBUF, Families.everyType()));
    List<Metrics.MetricFamily> theirs =
        Oracle.parse(Oracle.write(new PrometheusProtobufWriter(), Families.everyType()));
    assertThat(byName(ours)).isEqualTo(byName(theirs));
  }

  @Test
  void protobuf_everyType_hasNoFieldThatTheOracleDoesNotKnow() throws IOException {
    byte[] bytes = Families.bytes(Format.PROTOBUF, Families.everyType());
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    for (Metrics.MetricFamily family : Oracle.parse(bytes)) {
      assertThat(family.getUnknownFields().asMap()).isEmpty();
      family.writeDelimitedTo(again);
    }
    assertThat(again.size()).isEqualTo(bytes.length);
  }

  @Test
  void protobuf_nativeHistogram_readsBackAsWritten() throws IOException {
    Metrics.Histogram histogram = histogram(3, 1e-9, 1, -30, 2, 0, 3, 0, 0, 0, 4);
    assertThat(histogram.getSchema()).isEqualTo(3);
    assertThat(histogram.getZeroThreshold()).isEqualTo(1e-9);
    assertThat(histogram.getZeroCount()).isEqualTo(1);
    assertThat(histogram.getPositiveSpanList())
        .extracting(Metrics.BucketSpan::getOffset, Metrics.BucketSpan::getLength)
        .containsExactly(tuple(-30, 3), tuple(3, 1));
    assertThat(histogram.getPositiveDeltaList()).containsExactly(2L, -2L, 3L, 1L);
    assertThat(counts(histogram.getPositiveSpanList(), histogram.getPositiveDeltaList()))
        .isEqualTo(Map.of(-30, 2L, -28, 3L, -24, 4L));
  }

  @Test
  void protobuf_emptyNativeHistogram_isStillOneToPrometheus() throws IOException {
    Metrics.Histogram histogram = histogram(3, 1e-9, 0, 0);
    assertThat(histogram.getPositiveSpanList())
        .containsExactly(Metrics.BucketSpan.newBuilder().setOffset(0).setLength(0).build());
    assertThat(histogram.getPositiveDeltaList()).isEmpty();
  }

  @Test
  void protobuf_classicHistogram_hasNothingNative() throws IOException {
    Metrics.Histogram histogram =
        only(Families.duration("search", NativeBuckets.NONE)).getHistogram();
    assertThat(histogram.hasSchema()).isFalse();
    assertThat(histogram.getPositiveSpanCount()).isZero();
    assertThat(histogram.getBucketList())
        .extracting(Metrics.Bucket::getCumulativeCount, Metrics.Bucket::getUpperBound)
        .containsExactly(
            tuple(3L, 0.01), tuple(7L, 0.1), tuple(9L, 1.0), tuple(10L, Double.POSITIVE_INFINITY));
    assertThat(histogram.getBucket(1).getExemplar().getTimestamp().getNanos())
        .isEqualTo(456_000_000);
  }

  @Test
  void protobuf_createdAndUnit_areWhatTheModelSays() throws IOException {
    for (Metrics.MetricFamily family :
        Oracle.parse(Families.bytes(Format.PROTOBUF, Families.everyType()))) {
      Metrics.Metric first = family.getMetric(0);
      switch (family.getName()) {
        case "calls_total" -> isCreated(first.getCounter().getCreatedTimestamp());
        case "sizes" -> isCreated(first.getSummary().getCreatedTimestamp());
        case "mcp_server_operation_duration_seconds" -> {
          isCreated(first.getHistogram().getCreatedTimestamp());
          assertThat(family.getUnit()).isEqualTo("seconds");
        }
        default -> assertThat(family.hasUnit()).isFalse();
      }
    }
  }

  private static void isCreated(Timestamp created) {
    assertThat(created.getSeconds()).isEqualTo(Families.CREATED / 1000);
    assertThat(created.getNanos()).isEqualTo(123_000_000);
  }

  @Property(tries = 500)
  void protobuf_anyNativeBuckets_readBackAsWritten(
      @ForAll("counts") long[] counts,
      @ForAll short firstIndex,
      @ForAll("counts") long[] negative,
      @ForAll short firstNegative)
      throws IOException {
    Metrics.Histogram read =
        histogram(new NativeBuckets(8, 0.5, 2, firstIndex, counts, firstNegative, negative));
    assertThat(counts(read.getPositiveSpanList(), read.getPositiveDeltaList()))
        .isEqualTo(byIndex(firstIndex, counts));
    assertThat(counts(read.getNegativeSpanList(), read.getNegativeDeltaList()))
        .isEqualTo(byIndex(firstNegative, negative));
  }

  private static Map<Integer, Long> byIndex(int first, long... counts) {
    Map<Integer, Long> expected = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        expected.put(first + i, counts[i]);
      }
    }
    return expected;
  }

  @Provide
  Arbitrary<long[]> counts() {
    return Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(0L)),
            Tuple.of(2, Arbitraries.longs().between(0, 1L << 50)))
        .array(long[].class)
        .ofMaxSize(200);
  }

  private static Metrics.Histogram histogram(
      int schema, double zeroThreshold, long zeroCount, int firstIndex, long... counts)
      throws IOException {
    return histogram(
        new NativeBuckets(schema, zeroThreshold, zeroCount, firstIndex, counts, 0, new long[0]));
  }

  private static Metrics.Histogram histogram(NativeBuckets buckets) throws IOException {
    long total = buckets.total();
    return only(new HistogramSample(
            Labels.EMPTY, 0, total, 1, new double[0], new long[] {total}, new Exemplar[0], buckets))
        .getHistogram();
  }

  private static Metrics.Metric only(HistogramSample sample) throws IOException {
    MetricFamily family = Families.family("h", MetricFamily.Type.HISTOGRAM, sample);
    return Oracle.parse(Families.bytes(Format.PROTOBUF, List.of(family))).get(0).getMetric(0);
  }

  /** As Prometheus reads spans and deltas. */
  private static Map<Integer, Long> counts(List<Metrics.BucketSpan> spans, List<Long> deltas) {
    Map<Integer, Long> counts = new TreeMap<>();
    int index = 0;
    int delta = 0;
    long count = 0;
    for (Metrics.BucketSpan span : spans) {
      index += span.getOffset();
      for (int i = 0; i < span.getLength(); i++) {
        count += deltas.get(delta++);
        if (count > 0) {
          counts.put(index, count);
        }
        index++;
      }
    }
    assertThat(delta).isEqualTo(deltas.size());
    return counts;
  }

  private static Map<String, Metrics.MetricFamily> byName(List<Metrics.MetricFamily> families) {
    Map<String, Metrics.MetricFamily> byName = new TreeMap<>();
    for (Metrics.MetricFamily family : families) {
      List<Metrics.Metric> metrics =
          family.getMetricList().stream()
              .map(ProtobufFormatTest::comparable)
              .sorted(Comparator.comparing(metric -> metric.getLabelList().toString()))
              .toList();
      byName.put(
          family.getName(),
          family.toBuilder().clearUnit().clearMetric().addAllMetric(metrics).build());
    }
    return byName;
  }

  /**
   * Without what the oracle leaves out (created timestamps and units) or says twice (exemplars of
   * native histograms), and with the labels of exemplars in its order.
   */
  private static Metrics.Metric comparable(Metrics.Metric metric) {
    Metrics.Metric.Builder builder = metric.toBuilder();
    if (metric.hasCounter()) {
      builder.getCounterBuilder().clearCreatedTimestamp();
      if (metric.getCounter().hasExemplar()) {
        sortLabels(builder.getCounterBuilder().getExemplarBuilder());
      }
    }
    if (metric.hasSummary()) {
      builder.getSummaryBuilder().clearCreatedTimestamp();
    }
    if (metric.hasHistogram()) {
      builder.getHistogramBuilder().clearCreatedTimestamp().clearExemplars();
      for (Metrics.Bucket.Builder bucket : builder.getHistogramBuilder().getBucketBuilderList()) {
        if (bucket.hasExemplar()) {
          sortLabels(bucket.getExemplarBuilder());
        }
      }
    }
    return builder.build();
  }

  private static void sortLabels(Metrics.Exemplar.Builder exemplar) {
    List<Metrics.LabelPair> sorted =
        exemplar.getLabelList().stream()
            .sorted(Comparator.comparing(Metrics.LabelPair::getName))
            .toList();
    exemplar.clearLabel().addAllLabel(sorted);
  }
}
