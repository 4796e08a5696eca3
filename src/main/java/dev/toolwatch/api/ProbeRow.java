package dev.toolwatch.api;

import dev.toolwatch.probe.ProbeCounts;
import dev.toolwatch.probe.ProbeStatus;
import dev.toolwatch.probe.ProbeView;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A probe and its state. */
record ProbeRow(
    @Schema(description = "The probe's name in the settings") String probe,
    @Schema(description = "What it checks, such as http or github") String kind,
    @Schema(description = "Where to") String target,
    @Schema(description = "The service whose state it tells", nullable = true) String service,
    @Schema(
            description =
                "up, slow, down, unresolved, refused or rate_limited; unknown before the first"
                    + " check",
            example = "up")
        String state,
    @Schema(description = "Since when", nullable = true) Instant since,
    @Schema(description = "When the last check began", nullable = true) Instant checkedAt,
    @Schema(description = "What the last check found, in the words of state", nullable = true)
        String verdict,
    @Schema(description = "What the last check found, for people") String message,
    @Schema(description = "How long the last check took", nullable = true) Double durationSeconds,
    @Schema(description = "Checks in a row that failed, up to the last") int failures,
    @Schema(
            description =
                "The ratio of the checks of the last 24 hours, in whole hours, after which it did"
                    + " not count as failed",
            nullable = true)
        Double uptimeRatio,
    @Schema(description = "The mean duration of checks that succeeded, likewise", nullable = true)
        Double meanSeconds,
    @Schema(description = "When the certificate expires", nullable = true) Instant tlsExpiresAt,
    @Schema(description = "The number of tools of an MCP server", nullable = true) Integer tools,
    @Schema(description = "When its tools last changed", nullable = true) Instant toolsChangedAt) {
  private static final String UNKNOWN = "unknown";

  static ProbeRow of(ProbeView probe, ProbeCounts day) {
    ProbeStatus status = probe.status();
    boolean checked = status.checkedAt() != null;
    return new ProbeRow(
        probe.name(),
        probe.kind(),
        probe.target(),
        probe.service(),
        status.state() == null ? UNKNOWN : status.state().label(),
        status.since(),
        status.checkedAt(),
        checked ? status.verdict().label() : null,
        status.message(),
        checked ? Figures.exactSeconds(status.nanos()) : null,
        status.failures(),
        uptime(day),
        mean(day),
        status.tlsExpiry(),
        status.mcp() == null ? null : status.mcp().tools().size(),
        status.changedAt());
  }

  /** The ratio of checks after which a probe did not count as failed; null without checks. */
  static Double uptime(ProbeCounts counts) {
    return Figures.ratio(counts.checks() - counts.down(), counts.checks());
  }

  /** The mean duration of checks that succeeded; null if none did. */
  static Double mean(ProbeCounts counts) {
    long succeeded = counts.checks() - counts.failed();
    return succeeded == 0 ? null : Figures.seconds(counts.nanos() / 1e9 / succeeded);
  }
}
