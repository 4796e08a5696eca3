package dev.toolwatch.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that was found.
 *
 * @param kind service, tool, error, trace or probe
 * @param service that it belongs to; null for a probe of none
 * @param name of the service, tool or probe; of an error its type, of a trace its tool
 * @param id an error's fingerprint, a trace's id, a probe's name; null for services and tools
 * @param detail an error's message, a trace's outcome, a probe's target; null for services and tools
 */
record SearchRow(
    @Schema(
            description = "What it is",
            enumeration = {"service", "tool", "error", "trace", "probe"})
        String kind,
    @Schema(description = "The service that it belongs to", nullable = true) String service,
    @Schema(description = "The name; of an error its type, of a trace its tool", nullable = true)
        String name,
    @Schema(description = "An error's fingerprint, a trace's id, a probe's name", nullable = true)
        String id,
    @Schema(
            description = "An error's message, a trace's outcome, a probe's target",
            nullable = true)
        String detail) {}
