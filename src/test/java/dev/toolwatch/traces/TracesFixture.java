package dev.toolwatch.traces;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.forward.Forwarding;
import dev.toolwatch.forward.Forwardings;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.InstantSource;
import java.util.Map;

/** Traces with settings of a test. */
public final class TracesFixture {
  private TracesFixture() {}

  /** Spans do not wait. */
  public static Traces disabled() {
    return with(Map.of("toolwatch.traces.enabled", "false"), Forwardings.none());
  }

  /**
   * Kept traces go to a forwarding only.
   *
   * @param settings other than the defaults
   */
  public static Traces with(Map<String, String> settings, Forwarding forwarding) {
    TracesSettings mapped =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(TracesSettings.class)
            .withDefaultValues(settings)
            .build()
            .getConfigMapping(TracesSettings.class);
    return new Traces(
        mapped,
        mapped.buffer().asLongValue(),
        new Hotspots(null, Cardinalities.of(10_000, 100), InstantSource.system()),
        forwarding,
        new KeptTraces(
            null, false, KeptTraces.LEAST_SAMPLES_PER_MINUTE, 0, 0, InstantSource.system()),
        InstantSource.system());
  }
}
