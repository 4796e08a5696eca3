package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many operations a span stands for whose service samples its traces and does not say so, as
 * configured. Immutable.
 */
final class SamplingRatios {
  private static final String SETTING = "toolwatch.mcp.sampling";
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
    ByService<Double> weights = new ByService<>(SETTING);
    new TreeMap<>(settings)
        .forEach(
            (name, sampling) ->
                weights.put(name, sampling.services(), weight(name, sampling.ratio(), maxWeight)));
    return new SamplingRatios(weights.values());
  }

  private static double weight(String name, double ratio, double maxWeight) {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "%s.%s.ratio is %s, but must be above 0 and at most 1".formatted(SETTING, name, ratio));
    }
    if (1 / ratio > maxWeight) {
      throw new IllegalArgumentException(
          "%s.%s.ratio is %s, but must be at least %s: 1 / toolwatch.mcp.max-sampling-weight"
              .formatted(SETTING, name, ratio, 1 / maxWeight));
    }
    return 1 / ratio;
  }

  /** How many operations a span of a service stands for if it does not tell it; at least 1. */
  double weight(ServiceId service) {
    return weights.getOrDefault(service, UNSAMPLED);
  }
}
