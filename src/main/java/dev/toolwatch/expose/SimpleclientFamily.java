package dev.toolwatch.expose;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts one family of simpleclient 0.16, which is a flat list of samples. A sample whose name
 * does not fit its type becomes an untyped family: Micrometer's LongTaskTimer has {@code
 * _active_count} and {@code _duration_sum}. Used once, by one thread.
 */
final class SimpleclientFamily {
  private final MetricFamilySamples source;
  private final MetricFamily.Type type;
  private final Map<Labels, SimpleclientSeries> series = new LinkedHashMap<>();
  private final Map<String, List<UntypedSample>> strays = new LinkedHashMap<>();

  SimpleclientFamily(MetricFamilySamples source) {
    this.source = source;
    this.type = type(source.type);
  }

  List<MetricFamily> families() {
    source.samples.forEach(this::take);
    List<Sample> samples = new ArrayList<>(series.size());
    series.forEach((labels, one) -> one.sample(type, labels).ifPresent(samples::add));
    List<MetricFamily> families = new ArrayList<>();
    families.add(new MetricFamily(source.name, help(), "", type, samples));
    strays.forEach(
        (name, untyped) ->
            families.add(new MetricFamily(name, help(), "", MetricFamily.Type.UNTYPED, untyped)));
    return families;
  }

  /** Micrometer makes neither state sets nor gauge histograms. */
  private static MetricFamily.Type type(Collector.Type type) {
    return switch (type) {
      case COUNTER -> MetricFamily.Type.COUNTER;
      case HISTOGRAM -> MetricFamily.Type.HISTOGRAM;
      case SUMMARY -> MetricFamily.Type.SUMMARY;
      case UNKNOWN -> MetricFamily.Type.UNTYPED;
      case INFO -> MetricFamily.Type.INFO;
      case GAUGE, STATE_SET, GAUGE_HISTOGRAM -> MetricFamily.Type.GAUGE;
    };
  }

  private String help() {
    // promtool requires a help text for each family, and not every meter has one.
    return source.help == null || source.help.isBlank()
        ? "Made by Micrometer, which says no more."
        : source.help.strip();
  }

  private void take(MetricFamilySamples.Sample sample) {
    if (!sample.name.startsWith(source.name)) {
      stray(sample);
      return;
    }
    String suffix = sample.name.substring(source.name.length());
    switch (suffix) {
      case "" -> plain(sample);
      case "_bucket" -> bucket(sample);
      default -> {
        if (type.suffixes().contains(suffix)) {
          of(labels(sample, "")).part(suffix, sample);
        } else {
          stray(sample);
        }
      }
    }
  }

  private void plain(MetricFamilySamples.Sample sample) {
    switch (type) {
      case GAUGE, UNTYPED -> of(labels(sample, "")).part("", sample);
      case SUMMARY -> {
        String quantile = value(sample, "quantile");
        of(labels(sample, "quantile")).quantile(Double.parseDouble(quantile), sample.value);
      }
      case COUNTER, HISTOGRAM, INFO -> stray(sample);
    }
  }

  private void bucket(MetricFamilySamples.Sample sample) {
    if (type == MetricFamily.Type.HISTOGRAM) {
      String bound = value(sample, "le");
      of(labels(sample, "le"))
          .bucket(
              bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound), sample);
    } else {
      stray(sample);
    }
  }

  private SimpleclientSeries of(Labels labels) {
    return series.computeIfAbsent(labels, unused -> new SimpleclientSeries());
  }

  private void stray(MetricFamilySamples.Sample sample) {
    strays
        .computeIfAbsent(sample.name, name -> new ArrayList<>())
        .add(new UntypedSample(labels(sample, ""), sample.value));
  }

  private static String value(MetricFamilySamples.Sample sample, String label) {
    return sample.labelValues.get(sample.labelNames.indexOf(label));
  }

  private static Labels labels(MetricFamilySamples.Sample sample, String without) {
    List<String> pairs = new ArrayList<>(2 * sample.labelNames.size());
    for (int i = 0; i < sample.labelNames.size(); i++) {
      if (!sample.labelNames.get(i).equals(without)) {
        pairs.add(sample.labelNames.get(i));
        pairs.add(sample.labelValues.get(i));
      }
    }
    return Labels.of(pairs.toArray(String[]::new));
  }
}
