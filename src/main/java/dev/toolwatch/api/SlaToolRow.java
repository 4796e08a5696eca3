package dev.toolwatch.api;

import dev.toolwatch.slo.ToolFigures;
import dev.toolwatch.store.Rollup;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A tool over a month. */
record SlaToolRow(
    @Schema(description = "The tool's name") String tool,
    @Schema(description = "Calls") long calls,
    @Schema(description = "Server errors among them") long serverErrors,
    @Schema(description = "Server errors divided by calls", nullable = true) Double errorRatio,
    @Schema(description = "Median duration", nullable = true) Double p50Seconds,
    @Schema(description = "95th percentile of durations", nullable = true) Double p95Seconds) {
  static SlaToolRow of(ToolFigures tool) {
    Rollup calls = tool.calls();
    return new SlaToolRow(
        tool.tool(),
        calls.total(),
        calls.serverErrors(),
        Figures.ratio(calls.serverErrors(), calls.total()),
        Figures.seconds(calls, 0.5),
        Figures.seconds(calls, 0.95));
  }
}
