package dev.toolwatch.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A client of a service over a period.
 *
 * @param service the service's name
 * @param client the name that the client reports
 * @param version the version that the client reports; empty if it reports none
 * @param operations requested by the client
 * @param users of the client; null if no operation names its user
 */
record ClientRow(
    @Schema(description = "The service's name") String service,
    @Schema(description = "The name that the client reports") String client,
    @Schema(description = "The version that the client reports; empty if it reports none")
        String version,
    @Schema(description = "Operations requested by the client") long operations,
    @Schema(
            description = "Users of the client; null if no operation names its user",
            nullable = true)
        Long users) {}
