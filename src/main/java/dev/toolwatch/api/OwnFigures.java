package dev.toolwatch.api;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.expose.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What Toolwatch's metrics of itself say at one moment, so that the API says the same. Immutable. */
final class OwnFigures {
  private static final int PATIENCE_SECONDS = 2;

  private final Map<String, MetricFamily> families = new HashMap<>();

  private OwnFigures() {}

  /** Asks the sources. What one does not tell, or not in time, is missing. Blocks. */
  static OwnFigures of(Iterable<MetricSource> sources) {
    OwnFigures figures = new OwnFigures();
    for (MetricSource source : sources) {
      if (source.isOfSystem()) {
        CompletableFuture<List<MetricFamily>> told = source.families().toCompletableFuture().copy();
        told.completeOnTimeout(List.of(), PATIENCE_SECONDS, TimeUnit.SECONDS)
            .exceptionally(failure -> List.of()) // a scrape counts and logs it
            .join()
            .forEach(family -> figures.families.put(family.name(), family));
      }
    }
    return figures;
  }

  /**
   * Sums what a family has with some labels.
   *
   * @param wanted alternating names and values
   */
  double sum(String family, String... wanted) {
    double sum = 0;
    for (Sample sample : samples(family)) {
      if (has(sample.labels(), wanted)) {
        sum += value(sample);
      }
    }
    return sum;
  }

  /** The values that a label has in a family, in order. */
  List<String> values(String family, String label, String... wanted) {
    return samples(family).stream()
        .filter(sample -> has(sample.labels(), wanted))
        .map(sample -> value(sample.labels(), label))
        .distinct()
        .toList();
  }

  private List<? extends Sample> samples(String family) {
    MetricFamily found = families.get(family);
    return found == null ? List.of() : found.samples();
  }

  private static boolean has(Labels labels, String... wanted) {
    for (int i = 0; i < wanted.length; i += 2) {
      if (!wanted[i + 1].equals(value(labels, wanted[i]))) {
        return false;
      }
    }
    return true;
  }

  private static String value(Labels labels, String name) {
    for (int i = 0; i < labels.size(); i++) {
      if (labels.name(i).equals(name)) {
        return labels.value(i);
      }
    }
    return "";
  }

  private static double value(Sample sample) {
    if (sample instanceof CounterSample counter) {
      return counter.value();
    }
    return sample instanceof GaugeSample gauge ? gauge.value() : 0;
  }
}
