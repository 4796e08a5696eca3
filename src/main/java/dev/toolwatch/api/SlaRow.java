package dev.toolwatch.api;

import dev.toolwatch.slo.SlaFigures;
import dev.toolwatch.slo.StateCount;
import dev.toolwatch.store.Rollup;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A service over a month or a day. */
record SlaRow(
    @Schema(description = "The month, such as 2026-10, or the day, such as 2026-10-05")
        String period,
    @Schema(description = "The start of the period") Instant from,
    @Schema(description = "The end of the period, or of its part so far") Instant to,
    @Schema(description = "Minutes up or degraded, divided by known minutes", nullable = true)
        Double uptimeRatio,
    @Schema(description = "Known minutes, divided by all minutes that count", nullable = true)
        Double observedRatio,
    @Schema(description = "Minutes up, excluding degraded ones") int upMinutes,
    @Schema(description = "Minutes in which part of the operations failed") int degradedMinutes,
    @Schema(description = "Minutes down") int downMinutes,
    @Schema(description = "Minutes without data, which are neither up nor down") int unknownMinutes,
    @Schema(description = "Minutes in maintenance windows, which do not count")
        int maintenanceMinutes,
    @Schema(description = "Minutes before the service was first seen, which do not count")
        int absentMinutes,
    @Schema(description = "Minutes up or down without operations, whose state probes tell")
        int checkedMinutes,
    @Schema(description = "Operations outside maintenance windows") long operations,
    @Schema(description = "Server errors among them") long serverErrors,
    @Schema(description = "The ratio of operations without a server error", nullable = true)
        Double availability,
    @Schema(description = "Operations in maintenance windows") long maintenanceOperations,
    @Schema(description = "Tool calls") long calls,
    @Schema(description = "Median duration of calls", nullable = true) Double p50Seconds,
    @Schema(description = "95th percentile of durations", nullable = true) Double p95Seconds,
    @Schema(description = "99th percentile of durations", nullable = true) Double p99Seconds) {
  /** Minutes that are known: what uptime is a part of. */
  int knownMinutes() {
    return upMinutes + degradedMinutes + downMinutes;
  }

  /** Minutes up, those degraded among them. */
  int availableMinutes() {
    return upMinutes + degradedMinutes;
  }

  /** Operations without a server error. */
  long goodOperations() {
    return operations - serverErrors;
  }

  /** Minutes that count, known or not. */
  int expectedMinutes() {
    return knownMinutes() + unknownMinutes;
  }

  static SlaRow of(String period, SlaFigures figures) {
    StateCount states = figures.states();
    Rollup calls = figures.calls();
    return new SlaRow(
        period,
        figures.range().from(),
        figures.range().to(),
        Figures.ratio(states.available(), states.counted()),
        Figures.ratio(states.counted(), states.expected()),
        states.up(),
        states.degraded(),
        states.down(),
        states.unknown(),
        states.maintenance(),
        states.absent(),
        states.checked(),
        figures.operations().events(),
        figures.operations().bad(),
        Figures.ratio(figures.operations().good(), figures.operations().events()),
        figures.maintained().events(),
        calls.total(),
        Figures.seconds(calls, 0.5),
        Figures.seconds(calls, 0.95),
        Figures.seconds(calls, 0.99));
  }
}
