package dev.toolwatch.api;

import dev.toolwatch.store.AuditEntry;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that somebody did.
 *
 * @param time when
 * @param who the name of a token, or the address that the request came from
 * @param address where the request came from; null if that is not known
 * @param action what was done
 * @param subject what it was done to
 * @param detail more about it; null if there is no more
 */
record AuditRow(
    @Schema(description = "When") Instant time,
    @Schema(
            description =
                "The name of the token, or the address that the request came from if none is required")
        String who,
    @Schema(description = "Where the request came from", nullable = true) String address,
    @Schema(description = "What was done, such as error.resolve or access.refuse") String action,
    @Schema(description = "What it was done to, such as the fingerprint of an error group")
        String subject,
    @Schema(description = "More about it", nullable = true) String detail) {
  static AuditRow of(AuditEntry entry) {
    return new AuditRow(
        entry.time(),
        entry.who(),
        TraceRow.orNull(entry.address()),
        entry.action(),
        entry.subject(),
        TraceRow.orNull(entry.detail()));
  }
}
