package dev.toolwatch.api;

import dev.toolwatch.store.AuditEntry;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A change that somebody made.
 *
 * @param time when
 * @param who the name of a token, or the address that the request came from
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
    @Schema(
            description =
                "error.resolve, error.ignore, error.reopen, maintenance.schedule, maintenance.cancel")
        String action,
    @Schema(description = "A fingerprint, or the id of a maintenance window") String subject,
    @Schema(description = "More about the change", nullable = true) String detail) {
  static AuditRow of(AuditEntry entry) {
    return new AuditRow(
        entry.time(),
        entry.who(),
        entry.action(),
        entry.subject(),
        TraceRow.orNull(entry.detail()));
  }
}
