package dev.toolwatch.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a request to schedule a maintenance window, for the OpenAPI document. */
record MaintenanceRequest(
    @Schema(
            description = "The service in maintenance; all services by default",
            examples = "\"acme/issues-mcp\"")
        String service,
    @Schema(
            description = "The start, an RFC 3339 time in whole minutes",
            required = true,
            examples = "\"2026-11-28T02:00:00+01:00\"")
        String from,
    @Schema(
            description = "The end, exclusive; at most 7 days later",
            required = true,
            examples = "\"2026-11-28T04:00:00+01:00\"")
        String to,
    @Schema(description = "The reason", required = true, examples = "\"database upgrade\"")
        String reason) {}
