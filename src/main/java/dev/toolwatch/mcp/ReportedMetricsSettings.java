package dev.toolwatch.mcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** How the metrics that MCP servers and clients send about themselves are used. */
@ConfigMapping(prefix = "toolwatch.mcp")
interface ReportedMetricsSettings {
  /** What operations are counted from: auto, spans or metrics. */
  @WithDefault("auto")
  SourceChoice source();

  /** The same for single services, by name. */
  Map<String, SourceChoice> sources();

  /** Time without own metrics after which a service is counted from its spans again. */
  @WithDefault("10m")
  Duration metricsTimeout();

  /** Maximum number of streams of own metrics. Data points of further streams are refused. */
  @WithDefault("20000")
  int maxMetricStreams();
}
