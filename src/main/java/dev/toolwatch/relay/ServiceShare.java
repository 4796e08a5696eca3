package dev.toolwatch.relay;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.DistinctCount;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The series of one service. Guarded by the lock of {@link RelayedSeries}. */
final class ServiceShare {
  private static final int EXAMPLES = 5;
  private static final int PRECISION = 8;

  final ServiceId service;

  /** Roughly the memory that its series and targets take. */
  long bytes;

  /** In the order in which they came. */
  final Set<Series> series = new LinkedHashSet<>();

  private final Map<Family, Integer> byFamily = new HashMap<>();
  private final Set<String> examples = new LinkedHashSet<>();

  /** Null until a series is refused: most services never need it. */
  private DistinctCount refusedSeries;

  /** Points of series for which there was no room. */
  long refused;

  ServiceShare(ServiceId service) {
    this.service = service;
  }

  int of(Family family) {
    return byFamily.getOrDefault(family, 0);
  }

  /** Whether there is a series of a process or a runtime. */
  boolean hasRuntime() {
    return byFamily.keySet().stream().anyMatch(family -> family.isOfRuntime);
  }

  void add(Series one) {
    series.add(one);
    byFamily.merge(one.family(), 1, Integer::sum);
  }

  void remove(Series one) {
    series.remove(one);
    byFamily.computeIfPresent(one.family(), (family, count) -> count == 1 ? null : count - 1);
  }

  /** The one that came last: those that have been there for longer are in somebody's queries. */
  Series newest() {
    Series newest = null;
    for (Series one : series) {
      newest = one;
    }
    return newest;
  }

  void refuse(String metric, long hash) {
    refused++;
    if (refusedSeries == null) {
      refusedSeries = new DistinctCount(PRECISION);
    }
    refusedSeries.add(hash);
    examples.remove(metric);
    examples.add(metric);
    if (examples.size() > EXAMPLES) {
      examples.remove(examples.iterator().next());
    }
  }

  /** Estimated series that it would have without a limit. */
  long demand() {
    return series.size() + (refusedSeries == null ? 0 : refusedSeries.estimate());
  }

  /** Starts a new generation of what was refused. */
  void turn() {
    if (refusedSeries != null) {
      refusedSeries.turn();
    }
  }

  /** Metrics of which a series was refused lately. */
  List<String> examples() {
    return List.copyOf(examples);
  }
}
