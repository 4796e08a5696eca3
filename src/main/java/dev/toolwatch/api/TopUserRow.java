package dev.toolwatch.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An active user.
 *
 * @param user the pseudonym, in 16 hexadecimal digits
 * @param operations of the user in the period
 * @param share of all operations by users
 */
record TopUserRow(
    @Schema(description = "The pseudonym, in 16 hexadecimal digits") String user,
    @Schema(description = "Operations of the user") long operations,
    @Schema(description = "Of all operations by users") Double share) {}
