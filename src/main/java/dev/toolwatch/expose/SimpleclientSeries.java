package dev.toolwatch.expose;

import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.Optional;
import java.util.TreeMap;

/** Collects the samples of simpleclient that make up one sample. */
final class SimpleclientSeries {
  private final TreeMap<Double, MetricFamilySamples.Sample> buckets = new TreeMap<>();
  private final TreeMap<Double, Double> quantiles = new TreeMap<>();
  private double value;
  private long count;
  private double sum;
  private long createdMillis;
  private Exemplar exemplar = Exemplar.NONE;

  /** Adds a sample by the suffix that its name adds to the family's name. */
  void part(String suffix, MetricFamilySamples.Sample sample) {
    switch (suffix) {
      case "_count" -> count = (long) sample.value;
      case "_sum" -> sum = sample.value;
      case "_created" -> createdMillis = (long) (1000 * sample.value);
      default -> {
        value = sample.value;
        exemplar = exemplar(sample);
      }
    }
  }

  void bucket(double bound, MetricFamilySamples.Sample sample) {
    buckets.put(bound, sample);
  }

  void quantile(double quantile, double quantileValue) {
    quantiles.put(quantile, quantileValue);
  }

  /** The sample, or empty if it is invalid: the function of a counter may fail and return NaN. */
  Optional<Sample> sample(MetricFamily.Type type, Labels labels) {
    return switch (type) {
      case COUNTER ->
          value >= 0
              ? Optional.of(new CounterSample(labels, value, createdMillis, exemplar))
              : Optional.empty();
      case GAUGE -> Optional.of(new GaugeSample(labels, value));
      case UNTYPED -> Optional.of(new UntypedSample(labels, value));
      case INFO -> Optional.of(new InfoSample(labels));
      case SUMMARY -> Optional.of(summary(labels));
      case HISTOGRAM -> Optional.of(histogram(labels));
    };
  }

  private SummarySample summary(Labels labels) {
    double[] at = quantiles.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    double[] values = quantiles.values().stream().mapToDouble(Double::doubleValue).toArray();
    return new SummarySample(labels, createdMillis, count, sum, at, values);
  }

  /**
   * Micrometer reads buckets and count at different times, so the count is the sum of the buckets.
   */
  private HistogramSample histogram(Labels labels) {
    double[] bounds =
        buckets.headMap(Double.POSITIVE_INFINITY).keySet().stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    long[] counts = new long[bounds.length + 1];
    Exemplar[] exemplars = new Exemplar[counts.length];
    exemplars[bounds.length] = Exemplar.NONE;
    long below = 0;
    int i = 0;
    for (MetricFamilySamples.Sample bucket : buckets.values()) {
      long cumulative = Math.max(below, (long) bucket.value);
      counts[i] = cumulative - below;
      exemplars[i] = exemplar(bucket);
      below = cumulative;
      i++;
    }
    return new HistogramSample(
        labels, createdMillis, below, sum, bounds, counts, exemplars, NativeBuckets.NONE);
  }

  private static Exemplar exemplar(MetricFamilySamples.Sample sample) {
    io.prometheus.client.exemplars.Exemplar from = sample.exemplar;
    if (from == null) {
      return Exemplar.NONE;
    }
    String traceId = "";
    String spanId = "";
    for (int i = 0; i < from.getNumberOfLabels(); i++) {
      switch (from.getLabelName(i)) {
        case "trace_id" -> traceId = from.getLabelValue(i);
        case "span_id" -> spanId = from.getLabelValue(i);
        default -> {} // ours are of traces alone
      }
    }
    if (traceId.isEmpty() || !Exemplar.isPlain(traceId + spanId)) {
      return Exemplar.NONE;
    }
    long millis = from.getTimestampMs() == null ? 0 : from.getTimestampMs();
    return new Exemplar(traceId, spanId, from.getValue(), millis);
  }
}
