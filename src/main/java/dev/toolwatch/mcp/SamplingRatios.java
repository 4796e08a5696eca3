package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many operations a span stands for whose service samples its traces and does not say so, as
 * configured. Immutable.
 */
final class SamplingRatios {
  private static final String SETTING = "toolwatch.mcp.sampling.";
  private static final Double UNSAMPLED = 1.0;

  private final Map<ServiceId, Double> weights;

  private SamplingRatios(Map<ServiceId, Double> weights) {
    this.weights = weights;
  }

  /**
   * Checks and takes the settings.
   *
   * @param maxWeight maximum number of operations that a span can stand for
   * @throws IllegalArgumentException for a ratio that is out of range, and for two of one service
   */
  static SamplingRatios of(Map<String, McpSettings.Sampling> settings, double maxWeight) {
    Map<ServiceId, Double> weights = new HashMap<>();
    Map<ServiceId, String> from = new HashMap<>();
    new TreeMap<>(settings)
        .forEach(
            (name, sampling) -> {
              double weight = weight(name, sampling.ratio(), maxWeight);
              for (String listed : sampling.services().orElse(List.of(name))) {
                String service = listed.strip();
                String other = from.put(ServiceId.of(service), name);
                if (other != null) {
                  throw new IllegalArgumentException(
                      "%s%s.services is %s, but must not name a service that %s%s has, too"
                          .formatted(SETTING, name, service, SETTING, other));
                }
                weights.put(ServiceId.of(service), weight);
              }
            });
    return new SamplingRatios(Map.copyOf(weights));
  }

  private static double weight(String name, double ratio, double maxWeight) {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "%s%s.ratio is %s, but must be above 0 and at most 1".formatted(SETTING, name, ratio));
    }
    if (1 / ratio > maxWeight) {
      throw new IllegalArgumentException(
          "%s%s.ratio is %s, but must be at least %s: 1 / toolwatch.mcp.max-sampling-weight"
              .formatted(SETTING, name, ratio, 1 / maxWeight));
    }
    return 1 / ratio;
  }

  /** How many operations a span of a service stands for if it does not tell it; at least 1. */
  double weight(ServiceId service) {
    return weights.getOrDefault(service, UNSAMPLED);
  }
}
