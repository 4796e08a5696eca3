package dev.toolwatch.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An active user.
 *
 * @param user the user's pseudonym, in 16 hexadecimal digits
 * @param operations the user's operations in the period
 * @param share the user's part of all operations by users
 */
record TopUserRow(
    @Schema(description = "The user's pseudonym, in 16 hexadecimal digits") String user,
    @Schema(description = "The user's operations in the period") long operations,
    @Schema(description = "The user's part of all operations by users") Double share) {}
