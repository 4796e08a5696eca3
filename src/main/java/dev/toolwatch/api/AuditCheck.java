package dev.toolwatch.api;

import dev.toolwatch.store.AuditChain;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whether the audit trail is as it was written.
 *
 * @param entries how many were checked, from the oldest on
 * @param brokenAt the time of the first entry that was changed, or before which one is missing; null if
 *     there is none
 */
record AuditCheck(long entries, @Schema(nullable = true) Instant brokenAt) {
  static AuditCheck of(AuditChain chain) {
    return new AuditCheck(chain.entries(), chain.brokenAt());
  }
}
