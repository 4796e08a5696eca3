package dev.toolwatch.expose;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_36_2.Metrics;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Prometheus' own Java library: the same families as it writes them, and as it reads them. */
final class Oracle {
  private Oracle() {}

  static byte[] write(ExpositionFormatWriter writer, List<MetricFamily> families)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(
        out,
        new MetricSnapshots(families.stream().map(Oracle::snapshot).toList()),
        EscapingScheme.ALLOW_UTF8);
    return out.toByteArray();
  }

  static List<Metrics.MetricFamily> parse(byte[] delimited) throws IOException {
    List<Metrics.MetricFamily> families = new ArrayList<>();
    InputStream in = new ByteArrayInputStream(delimited);
    while (in.available() > 0) {
      families.add(Metrics.MetricFamily.parseDelimitedFrom(in));
    }
    return families;
  }

  private static MetricSnapshot snapshot(MetricFamily family) {
    MetricMetadata metadata =
        family.unit().isEmpty()
            ? new MetricMetadata(family.name(), family.help())
            : new MetricMetadata(family.name(), family.help(), new Unit(family.unit()));
    return switch (family.type()) {
      case COUNTER -> new CounterSnapshot(metadata, map(family, Oracle::counter));
      case GAUGE -> new GaugeSnapshot(metadata, map(family, Oracle::gauge));
      case HISTOGRAM -> new HistogramSnapshot(metadata, map(family, Oracle::histogram));
      case SUMMARY -> new SummarySnapshot(metadata, map(family, Oracle::summary));
      case UNTYPED -> new UnknownSnapshot(metadata, map(family, Oracle::unknown));
      case INFO -> new InfoSnapshot(metadata, map(family, Oracle::info));
    };
  }

  private static <T> List<T> map(MetricFamily family, Function<Sample, T> point) {
    return family.samples().stream().<T>map(point).toList();
  }

  private static CounterSnapshot.CounterDataPointSnapshot counter(Sample sample) {
    CounterSample counter = (CounterSample) sample;
    return new CounterSnapshot.CounterDataPointSnapshot(
        counter.value(),
        labels(counter.labels()),
        exemplar(counter.exemplar()),
        counter.createdMillis());
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot gauge(Sample sample) {
    return new GaugeSnapshot.GaugeDataPointSnapshot(
        ((GaugeSample) sample).value(), labels(sample.labels()), null);
  }

  private static UnknownSnapshot.UnknownDataPointSnapshot unknown(Sample sample) {
    return new UnknownSnapshot.UnknownDataPointSnapshot(
        ((UntypedSample) sample).value(), labels(sample.labels()), null);
  }

  private static InfoSnapshot.InfoDataPointSnapshot info(Sample sample) {
    return new InfoSnapshot.InfoDataPointSnapshot(labels(sample.labels()));
  }

  private static SummarySnapshot.SummaryDataPointSnapshot summary(Sample sample) {
    SummarySample summary = (SummarySample) sample;
    List<Quantile> quantiles = new ArrayList<>();
    for (int i = 0; i < summary.quantiles().length; i++) {
      quantiles.add(new Quantile(summary.quantiles()[i], summary.values()[i]));
    }
    return new SummarySnapshot.SummaryDataPointSnapshot(
        summary.count(),
        summary.sum(),
        Quantiles.of(quantiles),
        labels(summary.labels()),
        Exemplars.EMPTY,
        summary.createdMillis());
  }

  private static HistogramSnapshot.HistogramDataPointSnapshot histogram(Sample sample) {
    HistogramSample histogram = (HistogramSample) sample;
    double[] bounds = Arrays.copyOf(histogram.upperBounds(), histogram.bucketCounts().length);
    bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
    ClassicHistogramBuckets classic = ClassicHistogramBuckets.of(bounds, histogram.bucketCounts());
    Exemplars exemplars =
        Exemplars.of(
            Arrays.stream(histogram.exemplars())
                .filter(exemplar -> !exemplar.isNone())
                .map(Oracle::exemplar)
                .toList());
    NativeBuckets buckets = histogram.nativeBuckets();
    if (buckets.isNone()) {
      return new HistogramSnapshot.HistogramDataPointSnapshot(
          classic,
          histogram.sum(),
          labels(histogram.labels()),
          exemplars,
          histogram.createdMillis());
    }
    NativeHistogramBuckets.Builder positive = NativeHistogramBuckets.builder();
    for (int i = 0; i < buckets.counts().length; i++) {
      if (buckets.counts()[i] > 0) {
        positive.bucket(buckets.firstIndex() + i, buckets.counts()[i]);
      }
    }
    return new HistogramSnapshot.HistogramDataPointSnapshot(
        classic,
        buckets.schema(),
        buckets.zeroCount(),
        buckets.zeroThreshold(),
        positive.build(),
        NativeHistogramBuckets.EMPTY,
        histogram.sum(),
        labels(histogram.labels()),
        exemplars,
        histogram.createdMillis());
  }

  private static io.prometheus.metrics.model.snapshots.Exemplar exemplar(Exemplar exemplar) {
    return exemplar.isNone()
        ? null
        : io.prometheus.metrics.model.snapshots.Exemplar.builder()
            .traceId(exemplar.traceId())
            .spanId(exemplar.spanId())
            .value(exemplar.value())
            .timestampMillis(exemplar.timestampMillis())
            .build();
  }

  private static io.prometheus.metrics.model.snapshots.Labels labels(Labels labels) {
    String[] pairs = new String[2 * labels.size()];
    for (int i = 0; i < labels.size(); i++) {
      pairs[2 * i] = labels.name(i);
      pairs[2 * i + 1] = labels.value(i);
    }
    return io.prometheus.metrics.model.snapshots.Labels.of(pairs);
  }
}
