package dev.toolwatch.api;

import dev.toolwatch.slo.ReportedIncident;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A run of minutes that were down or degraded. */
record SlaIncidentRow(
    @Schema(description = "Its first minute") Instant from,
    @Schema(description = "The first minute after it") Instant to,
    @Schema(description = "Whether it may go on") boolean ongoing,
    @Schema(description = "Minutes down") int downMinutes,
    @Schema(description = "Minutes degraded") int degradedMinutes,
    @Schema(description = "Operations in its bad minutes") long operations,
    @Schema(description = "Server errors among them") long serverErrors,
    @Schema(description = "The most frequent types of server errors meanwhile")
        List<String> errorTypes,
    @Schema(description = "The tools that had most of them") List<String> tools,
    @Schema(description = "When the first alert of it was received", nullable = true)
        Instant detectedAt,
    @Schema(description = "When the last alert of it ended", nullable = true) Instant resolvedAt,
    @Schema(description = "From its begin to the first alert", nullable = true)
        Long secondsToDetect,
    @Schema(description = "From its begin to the last alert's end", nullable = true)
        Long secondsToResolve) {
  static SlaIncidentRow of(ReportedIncident incident) {
    return new SlaIncidentRow(
        incident.range().from(),
        incident.range().to(),
        incident.ongoing(),
        incident.down(),
        incident.degraded(),
        incident.operations().events(),
        incident.operations().bad(),
        incident.errorTypes(),
        incident.tools(),
        incident.detected(),
        incident.resolved(),
        seconds(incident.timeToDetect()),
        seconds(incident.timeToResolve()));
  }

  static Long seconds(Duration duration) {
    return duration == null ? null : Long.valueOf(duration.toSeconds());
  }
}
