package dev.toolwatch.api;

import dev.toolwatch.slo.SlaFigures;
import dev.toolwatch.slo.StateCount;
import dev.toolwatch.store.Rollup;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A service over a month or a day of it. */
record SlaRow(
    @Schema(description = "The month, 2026-10, or the day, 2026-10-05") String period,
    @Schema(description = "Where it begins") Instant from,
    @Schema(description = "Where it ends, or has come to") Instant to,
    @Schema(description = "Minutes up or degraded, of those known", nullable = true)
        Double uptimeRatio,
    @Schema(description = "Minutes known, of those that count", nullable = true)
        Double observedRatio,
    @Schema(description = "Minutes up, without degraded ones") int upMinutes,
    @Schema(description = "Minutes in which a part of the operations failed") int degradedMinutes,
    @Schema(description = "Minutes down") int downMinutes,
    @Schema(description = "Minutes of which nothing is known: neither up nor down")
        int unknownMinutes,
    @Schema(description = "Minutes of agreed maintenance, left out") int maintenanceMinutes,
    @Schema(description = "Minutes before the service was first seen, left out") int absentMinutes,
    @Schema(description = "Operations, without those during maintenance") long operations,
    @Schema(description = "Server errors among them") long serverErrors,
    @Schema(description = "The part without server error", nullable = true) Double availability,
    @Schema(description = "Operations during maintenance") long maintenanceOperations,
    @Schema(description = "Calls of tools") long calls,
    @Schema(description = "Median duration of calls", nullable = true) Double p50Seconds,
    @Schema(description = "95th percentile of it", nullable = true) Double p95Seconds,
    @Schema(description = "99th percentile of it", nullable = true) Double p99Seconds) {
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
