package dev.toolwatch.api;

import dev.toolwatch.slo.ReportedIncident;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An incident: a run of minutes that were down or degraded. */
record SlaIncidentRow(
    @Schema(description = "The first minute of the incident") Instant from,
    @Schema(description = "The first minute after the incident") Instant to,
    @Schema(description = "Whether the incident may continue") boolean ongoing,
    @Schema(description = "Minutes down") int downMinutes,
    @Schema(description = "Minutes degraded") int degradedMinutes,
    @Schema(description = "Operations in the bad minutes of the incident") long operations,
    @Schema(description = "Server errors among them") long serverErrors,
    @Schema(description = "The most frequent types of server errors in the incident")
        List<String> errorTypes,
    @Schema(description = "The tools with the most server errors") List<String> tools,
    @Schema(description = "When the first alert was received", nullable = true) Instant detectedAt,
    @Schema(
            description = "When the last page ended, or the last alert if nobody was paged",
            nullable = true)
        Instant resolvedAt,
    @Schema(description = "From the start of the incident to the first alert", nullable = true)
        Long secondsToDetect,
    @Schema(description = "From the start of the incident to its resolution", nullable = true)
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
