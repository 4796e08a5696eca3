package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;

/**
 * Writes the lines of samples in the form that both text formats share. OpenMetrics adds canonical
 * bounds, exemplars and created timestamps. Not thread-safe.
 */
final class SeriesLines {
  private final ByteSink sink;
  private final boolean openMetrics;
  private final BoundTexts bounds;

  SeriesLines(ByteSink sink, boolean openMetrics) {
    this.sink = sink;
    this.openMetrics = openMetrics;
    this.bounds = new BoundTexts(openMetrics);
  }

  void write(MetricFamily family) {
    String name = family.name();
    for (Sample sample : family.samples()) {
      switch (family.type()) {
        case COUNTER -> counter(name, (CounterSample) sample);
        case GAUGE -> value(name, "", sample.labels(), ((GaugeSample) sample).value());
        case HISTOGRAM -> histogram(name, (HistogramSample) sample);
        case SUMMARY -> summary(name, (SummarySample) sample);
        case UNTYPED -> value(name, "", sample.labels(), ((UntypedSample) sample).value());
        case INFO -> value(name, "_info", sample.labels(), 1);
      }
      sink.settle();
    }
  }

  private void value(String name, String suffix, Labels labels, double value) {
    series(name, suffix, labels);
    NumberText.value(sink, value);
    sink.write('\n');
  }

  private void counter(String name, CounterSample sample) {
    series(name, "_total", sample.labels());
    NumberText.value(sink, sample.value());
    exemplar(sample.exemplar());
    sink.write('\n');
    created(name, sample.labels(), sample.createdMillis());
  }

  private void histogram(String name, HistogramSample sample) {
    byte[][] texts = bounds.of(sample.upperBounds());
    long[] counts = sample.bucketCounts();
    int start = sink.length();
    openSeries(name, "_bucket", sample.labels(), "le");
    int prefix = sink.length() - start;
    long cumulative = 0;
    for (int i = 0; i < counts.length; i++) {
      if (i > 0) {
        sink.repeat(start, prefix);
      }
      sink.write(texts[i]);
      sink.write('"');
      sink.write('}');
      sink.write(' ');
      cumulative += counts[i];
      sink.decimal(cumulative);
      exemplar(sample.exemplar(i));
      sink.write('\n');
    }
    countAndSum(name, sample.labels(), sample.count(), sample.sum());
    created(name, sample.labels(), sample.createdMillis());
  }

  private void summary(String name, SummarySample sample) {
    for (int i = 0; i < sample.quantiles().length; i++) {
      openSeries(name, "", sample.labels(), "quantile");
      sink.utf8(bounds.text(sample.quantiles()[i]));
      sink.utf8("\"} ");
      NumberText.value(sink, sample.values()[i]);
      sink.write('\n');
    }
    countAndSum(name, sample.labels(), sample.count(), sample.sum());
    created(name, sample.labels(), sample.createdMillis());
  }

  private void countAndSum(String name, Labels labels, long count, double sum) {
    series(name, "_count", labels);
    sink.decimal(count);
    sink.write('\n');
    value(name, "_sum", labels, sum);
  }

  private void created(String name, Labels labels, long createdMillis) {
    if (openMetrics && createdMillis > 0) {
      series(name, "_created", labels);
      NumberText.seconds(sink, createdMillis);
      sink.write('\n');
    }
  }

  /** Writes everything before the value. */
  private void series(String name, String suffix, Labels labels) {
    sink.utf8(name);
    sink.utf8(suffix);
    if (labels.size() > 0) {
      sink.write('{');
      LabelText.pairs(sink, labels);
      sink.write('}');
    }
    sink.write(' ');
  }

  /** Writes everything before the value of the last label. */
  private void openSeries(String name, String suffix, Labels labels, String last) {
    sink.utf8(name);
    sink.utf8(suffix);
    sink.write('{');
    LabelText.pairs(sink, labels);
    if (labels.size() > 0) {
      sink.write(',');
    }
    sink.utf8(last);
    sink.write('=');
    sink.write('"');
  }

  private void exemplar(Exemplar exemplar) {
    if (!openMetrics || exemplar.isNone()) {
      return;
    }
    sink.utf8(" # {trace_id=\"");
    sink.utf8(exemplar.traceId());
    if (!exemplar.spanId().isEmpty()) {
      sink.utf8("\",span_id=\"");
      sink.utf8(exemplar.spanId());
    }
    sink.utf8("\"} ");
    NumberText.value(sink, exemplar.value());
    if (exemplar.timestampMillis() > 0) {
      sink.write(' ');
      NumberText.seconds(sink, exemplar.timestampMillis());
    }
  }
}
