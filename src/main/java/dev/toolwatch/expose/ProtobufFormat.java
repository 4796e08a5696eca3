package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.ProtobufWriter;
import java.util.List;

/**
 * Prometheus' protobuf format: delimited io.prometheus.client.MetricFamily messages (proto2, so
 * repeated numbers are not packed). The only format with native histograms.
 */
final class ProtobufFormat {
  static final String CONTENT_TYPE =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  private final ProtobufWriter out;

  private ProtobufFormat(ProtobufWriter out) {
    this.out = out;
  }

  static void write(List<MetricFamily> families, ByteSink sink) {
    ProtobufFormat format = new ProtobufFormat(new ProtobufWriter(sink));
    for (MetricFamily family : families) {
      format.family(family);
      sink.settle(); // not before: a family's length stands in front of it
    }
  }

  private void family(MetricFamily family) {
    int start = out.open();
    // In this format a family has the name of its samples.
    out.string(
        1,
        switch (family.type()) {
          case COUNTER -> family.name() + "_total";
          case INFO -> family.name() + "_info";
          case GAUGE, HISTOGRAM, SUMMARY, UNTYPED -> family.name();
        });
    out.string(2, family.help());
    out.uint(3, typeNumber(family.type()));
    for (Sample sample : family.samples()) {
      metric(family.type(), sample);
    }
    if (!family.unit().isEmpty()) {
      out.string(5, family.unit());
    }
    out.close(start);
  }

  private static int typeNumber(MetricFamily.Type type) {
    return switch (type) {
      case COUNTER -> 0;
      case GAUGE, INFO -> 1;
      case SUMMARY -> 2;
      case UNTYPED -> 3;
      case HISTOGRAM -> 4;
    };
  }

  private void metric(MetricFamily.Type type, Sample sample) {
    int start = out.open(4);
    labels(sample.labels());
    switch (type) {
      case COUNTER -> counter((CounterSample) sample);
      case GAUGE -> number(2, ((GaugeSample) sample).value());
      case HISTOGRAM -> histogram((HistogramSample) sample);
      case SUMMARY -> summary((SummarySample) sample);
      case UNTYPED -> number(5, ((UntypedSample) sample).value());
      case INFO -> number(2, 1);
    }
    out.close(start);
  }

  private void labels(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      label(labels.name(i), labels.value(i));
    }
  }

  private void label(String name, String value) {
    int start = out.open(1);
    out.string(1, name);
    out.string(2, value);
    out.close(start);
  }

  private void number(int field, double value) {
    int start = out.open(field);
    out.float64(1, value);
    out.close(start);
  }

  private void counter(CounterSample sample) {
    int start = out.open(3);
    out.float64(1, sample.value());
    exemplar(2, sample.exemplar());
    timestamp(3, sample.createdMillis());
    out.close(start);
  }

  private void summary(SummarySample sample) {
    int start = out.open(4);
    out.uint(1, sample.count());
    out.float64(2, sample.sum());
    for (int i = 0; i < sample.quantiles().length; i++) {
      int quantile = out.open(3);
      out.float64(1, sample.quantiles()[i]);
      out.float64(2, sample.values()[i]);
      out.close(quantile);
    }
    timestamp(4, sample.createdMillis());
    out.close(start);
  }

  private void histogram(HistogramSample sample) {
    int start = out.open(7);
    out.uint(1, sample.count());
    out.float64(2, sample.sum());
    classicBuckets(sample);
    NativeBuckets buckets = sample.nativeBuckets();
    if (!buckets.isNone()) {
      out.sint(5, buckets.schema());
      out.float64(6, buckets.zeroThreshold());
      out.uint(7, buckets.zeroCount());
      NativeSpans.write(out, buckets);
    }
    timestamp(15, sample.createdMillis());
    out.close(start);
  }

  /** Includes exemplars. Prometheus uses them for native histograms too. */
  private void classicBuckets(HistogramSample sample) {
    double[] bounds = sample.upperBounds();
    long cumulative = 0;
    for (int i = 0; i <= bounds.length; i++) {
      cumulative += sample.bucketCounts()[i];
      int start = out.open(3);
      out.uint(1, cumulative);
      out.float64(2, i == bounds.length ? Double.POSITIVE_INFINITY : bounds[i]);
      exemplar(3, sample.exemplar(i));
      out.close(start);
    }
  }

  private void exemplar(int field, Exemplar exemplar) {
    if (exemplar.isNone()) {
      return;
    }
    int start = out.open(field);
    label("trace_id", exemplar.traceId());
    if (!exemplar.spanId().isEmpty()) {
      label("span_id", exemplar.spanId());
    }
    out.float64(2, exemplar.value());
    timestamp(3, exemplar.timestampMillis());
    out.close(start);
  }

  /** Writes a google.protobuf.Timestamp, or nothing if the time is unknown. */
  private void timestamp(int field, long millis) {
    if (millis > 0) {
      int start = out.open(field);
      out.uint(1, millis / 1000);
      out.uint(2, millis % 1000 * 1_000_000);
      out.close(start);
    }
  }
}
