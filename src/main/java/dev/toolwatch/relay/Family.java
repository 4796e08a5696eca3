package dev.toolwatch.relay;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.expose.SlicedSamples;
import dev.toolwatch.expose.SummarySample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of one name in Prometheus. Its type, help and unit are those of the metric that came
 * first. Guarded by the lock of {@link RelayedSeries}.
 */
final class Family {
  /** What the names begin with, in Prometheus (docs/system-health.md has how they come about). */
  private static final List<String> RUNTIMES =
      List.of("process_", "jvm_", "nodejs_", "v8js_", "cpython_", "go_", "dotnet_");

  final String name;
  final MetricKind kind;

  /** Whether it tells of a process or of the runtime in it. */
  final boolean isOfRuntime;

  private final String help;
  private final String unit;
  private final Map<Labels, Series> series = new LinkedHashMap<>();

  Family(String name, MetricKind kind, String help, String unit) {
    this.name = name;
    this.kind = kind;
    isOfRuntime = RUNTIMES.stream().anyMatch(name::startsWith);
    this.help = help;
    this.unit = unit;
  }

  Series of(Labels labels) {
    return series.get(labels);
  }

  void add(Series one) {
    series.put(one.labels(), one);
  }

  void remove(Series one) {
    series.remove(one.labels());
  }

  boolean isEmpty() {
    return series.isEmpty();
  }

  /**
   * The family for the page. Its samples are made while it is written.
   *
   * @param lock guards the series
   */
  MetricFamily page(Object lock) {
    List<Series> all = List.copyOf(series.values());
    return switch (kind) {
      case GAUGE, UP_DOWN_COUNTER ->
          MetricFamily.gauge(name, help, unit, samples(all, GaugeSample.class, lock));
      case COUNTER ->
          MetricFamily.counter(name, help, unit, samples(all, CounterSample.class, lock));
      case HISTOGRAM, EXPONENTIAL_HISTOGRAM ->
          MetricFamily.histogram(name, help, unit, samples(all, HistogramSample.class, lock));
      case SUMMARY ->
          MetricFamily.summary(name, help, unit, samples(all, SummarySample.class, lock));
    };
  }

  private static <S extends Sample> List<S> samples(List<Series> all, Class<S> type, Object lock) {
    return new SlicedSamples<>(
        all,
        type,
        slice -> {
          synchronized (lock) {
            return slice.stream().map(one -> type.cast(one.sample())).toList();
          }
        });
  }
}
