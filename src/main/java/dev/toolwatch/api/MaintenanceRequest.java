package dev.toolwatch.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is said of a maintenance window when it is entered: for the OpenAPI document. */
record MaintenanceRequest(
    @Schema(
            description = "The service that is maintained; without it, all",
            examples = "\"acme/issues-mcp\"")
        String service,
    @Schema(
            description = "Begin, of RFC 3339, in whole minutes",
            required = true,
            examples = "\"2026-11-28T02:00:00+01:00\"")
        String from,
    @Schema(
            description = "End, exclusive; at most 7 days later",
            required = true,
            examples = "\"2026-11-28T04:00:00+01:00\"")
        String to,
    @Schema(description = "Why", required = true, examples = "\"database upgrade\"")
        String reason) {}
