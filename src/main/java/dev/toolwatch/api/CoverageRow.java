package dev.toolwatch.api;

import dev.toolwatch.coverage.Finding;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a check says of a service.
 *
 * @param service the service's name
 * @param emitter what makes the spans of the service, as far as it is recognised
 * @param check what is looked for
 * @param state how much of it is there
 * @param ratio the share that is there; null if unknown
 * @param advice what to do about it, or why nothing is known; null if the state is ok
 */
record CoverageRow(
    @Schema(description = "The service's name") String service,
    @Schema(description = "What makes the spans of the service, as far as it is recognised")
        String emitter,
    @Schema(
            description = "What is looked for; docs/coverage.md defines each check",
            enumeration = {
              "server_spans",
              "client_context",
              "tool_names",
              "error_types",
              "sessions",
              "users",
              "dependencies",
              "exceptions",
              "service_version",
              "runtime_metrics",
              "tools_seen"
            })
        String check,
    @Schema(
            description =
                "ok from 95 %, missing below 5 %, partial in between; unknown if nothing was received"
                    + " that could tell",
            enumeration = {"ok", "partial", "missing", "unknown"})
        String state,
    @Schema(
            description = "The share that is there, from 0 to 1; null if the state is unknown",
            nullable = true)
        Double ratio,
    @Schema(
            description = "What to do about it, or why nothing is known; null if the state is ok",
            nullable = true)
        String advice) {
  static CoverageRow of(Finding finding) {
    return new CoverageRow(
        finding.service().name(),
        finding.emitter(),
        finding.check().label(),
        finding.state().label(),
        finding.ratio() == null ? null : Figures.ratio(finding.ratio(), 1),
        finding.advice());
  }
}
