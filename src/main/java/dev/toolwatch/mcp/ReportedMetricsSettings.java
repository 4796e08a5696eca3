package dev.toolwatch.mcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** The metrics that MCP servers and clients send of themselves. */
@ConfigMapping(prefix = "toolwatch.mcp")
interface ReportedMetricsSettings {
  /** From what operations are counted: auto, spans or metrics. */
  @WithDefault("auto")
  SourceChoice source();

  /** The same for single services, by name. */
  Map<String, SourceChoice> sources();

  /** Time without own metrics after which a service counts by its spans again. */
  @WithDefault("10m")
  Duration metricsTimeout();

  /** Streams of own metrics that are followed at once; points of more are refused. */
  @WithDefault("20000")
  int maxMetricStreams();
}
