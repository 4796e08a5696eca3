package dev.toolwatch.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which of the servers' own metrics are passed on to Prometheus, and how. */
@ConfigMapping(prefix = "toolwatch.relay")
interface RelaySettings {
  /** Whether metrics are passed on at all. */
  @WithDefault("true")
  boolean enabled();

  /** The metrics that are passed on, as names with asterisks; all if not set. */
  Optional<List<String>> include();

  /** The metrics that are not passed on, even if they are included. */
  Optional<List<String>> exclude();

  /** The maximum number of series, over all services, but no more than fit in a small heap. */
  @WithDefault("20000")
  int maxSeries();

  /** How long a series is shown after its last point. */
  @WithDefault("5m")
  Duration staleAfter();

  /** Whether series have the labels of their instrumentation scope. */
  @WithDefault("false")
  boolean scopeLabels();

  /** Attributes of the resource that become labels of each series. */
  Optional<List<String>> resourceLabels();
}
