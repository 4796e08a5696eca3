package dev.toolwatch.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A client of a service over a period.
 *
 * @param service the service's name
 * @param client as it calls itself
 * @param version of the client; empty where it says none
 * @param operations that it asked for
 * @param users who used it
 */
record ClientRow(
    @Schema(description = "The service's name") String service,
    @Schema(description = "The client, as it calls itself") String client,
    @Schema(description = "Its version; empty where it says none") String version,
    @Schema(description = "Operations that it asked for") long operations,
    @Schema(description = "Users who used it") long users) {}
