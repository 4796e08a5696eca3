package dev.toolwatch.expose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Merges families with the same name and type, with the help and unit of the first. Two families
 * may not have samples with the same name either (OpenMetrics 1.0, "MetricFamily Name"). Not
 * thread-safe.
 */
final class FamilyMerger {
  private final Map<String, MetricFamily> families = new LinkedHashMap<>();
  private final Map<String, List<List<? extends Sample>>> joined = new HashMap<>();
  private final Set<String> sampleNames = new HashSet<>();

  /** Adds a family. Returns false and leaves it out if it conflicts with an earlier one. */
  boolean add(MetricFamily family) {
    if (family.samples().isEmpty()) {
      return true;
    }
    MetricFamily first = families.get(family.name());
    if (first == null) {
      return claim(family);
    }
    if (first.type() != family.type()) {
      return false;
    }
    joined
        .computeIfAbsent(family.name(), name -> new ArrayList<>(List.of(first.samples())))
        .add(family.samples());
    return true;
  }

  /** The merged families, in the order in which their names first appeared. */
  List<MetricFamily> families() {
    List<MetricFamily> merged = new ArrayList<>(families.size());
    for (MetricFamily first : families.values()) {
      List<List<? extends Sample>> parts = joined.get(first.name());
      merged.add(parts == null ? first : withSamples(first, parts));
    }
    return merged;
  }

  private static MetricFamily withSamples(MetricFamily first, List<List<? extends Sample>> parts) {
    List<? extends Sample> samples =
        parts.stream().anyMatch(SlicedSamples.class::isInstance)
            ? SlicedSamples.joined(parts, first.type().kind())
            : parts.stream().<Sample>flatMap(List::stream).toList();
    return new MetricFamily(first.name(), first.help(), first.unit(), first.type(), samples);
  }

  private boolean claim(MetricFamily family) {
    List<String> names = new ArrayList<>();
    names.add(family.name());
    for (String suffix : family.type().suffixes()) {
      names.add(family.name() + suffix);
    }
    if (names.stream().anyMatch(sampleNames::contains)) {
      return false;
    }
    sampleNames.addAll(names);
    families.put(family.name(), family);
    return true;
  }
}
