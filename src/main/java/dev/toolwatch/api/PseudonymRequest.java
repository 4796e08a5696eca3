package dev.toolwatch.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a request for a pseudonym, for the document only. */
@Schema(name = "PseudonymRequest")
record PseudonymRequest(
    @Schema(
            required = true,
            description = "What identifies the user, exactly as spans have it",
            examples = "alice@example.com")
        String identity) {}
