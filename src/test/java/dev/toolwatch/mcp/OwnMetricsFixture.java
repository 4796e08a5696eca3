package dev.toolwatch.mcp;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.expose.GaugeSample;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The servers' own metrics under given settings, and a clock that moves when told to. */
public final class OwnMetricsFixture {
  public static final long NOW_MILLIS = 1_790_000_000_000L;

  public final Sources sources;
  public final ReportedMetrics metrics;
  public final Cardinality cardinality;
  private Instant now = Instant.ofEpochMilli(NOW_MILLIS);

  public OwnMetricsFixture() {
    this(Map.of());
  }

  public OwnMetricsFixture(Map<String, String> settings) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(ReportedMetricsSettings.class);
    settings.forEach(builder::withDefaultValue);
    SmallRyeConfig config = builder.build();
    ReportedMetricsSettings mapping = config.getConfigMapping(ReportedMetricsSettings.class);
    InstantSource clock = () -> now;
    cardinality = Cardinalities.of(10_000, 500, clock);
    sources = new Sources(mapping, cardinality, clock);
    metrics = new ReportedMetrics(mapping, sources, clock);
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  public long nowMillis() {
    return now.toEpochMilli();
  }

  /** A recogniser as an event loop has it. */
  public PointRecogniser pointRecogniser() {
    Recognition recognition = Recognitions.withDefaults(cardinality);
    return recognition.pointRecogniser(
        metrics, cardinality.services(), recognition.knownTools(call -> false));
  }

  /** The labels of {@code mcp_service_source}, one line a series. */
  public List<String> shownSources() {
    return sources.families().toCompletableFuture().join().get(0).samples().stream()
        .map(sample -> (GaugeSample) sample)
        .map(
            one ->
                one.labels().value(0) + " " + one.labels().value(1) + " " + one.labels().value(2))
        .toList();
  }
}
