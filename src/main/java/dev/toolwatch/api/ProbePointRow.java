package dev.toolwatch.api;

import dev.toolwatch.probe.ProbeCounts;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One point of a probe's history. */
record ProbePointRow(
    @Schema(description = "The start of the point") Instant time,
    @Schema(description = "The number of checks") long checks,
    @Schema(description = "Checks that failed") long failed,
    @Schema(
            description = "The ratio of checks after which the probe did not count as failed",
            nullable = true)
        Double uptimeRatio,
    @Schema(description = "The mean duration of checks that succeeded", nullable = true)
        Double meanSeconds,
    @Schema(description = "The longest of them", nullable = true) Double maxSeconds) {
  static ProbePointRow of(Instant time, ProbeCounts counts) {
    boolean any = counts.checks() > counts.failed();
    return new ProbePointRow(
        time,
        counts.checks(),
        counts.failed(),
        ProbeRow.uptime(counts),
        ProbeRow.mean(counts),
        any ? Figures.exactSeconds(counts.mostNanos()) : null);
  }
}
