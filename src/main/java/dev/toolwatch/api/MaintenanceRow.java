package dev.toolwatch.api;

import dev.toolwatch.slo.Maintenance;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An agreed maintenance window. */
@RegisterForReflection
record MaintenanceRow(
    @Schema(description = "Names it") String id,
    @Schema(description = "The service that is maintained; null for all", nullable = true)
        String service,
    @Schema(description = "Its first minute") Instant from,
    @Schema(description = "The first minute after it") Instant to,
    @Schema(description = "Why") String reason,
    @Schema(description = "Who entered it: the token's name") String createdBy,
    @Schema(description = "When that was") Instant createdAt,
    @Schema(description = "Who took it back", nullable = true) String deletedBy,
    @Schema(description = "When that was", nullable = true) Instant deletedAt) {
  static MaintenanceRow of(Maintenance window) {
    return new MaintenanceRow(
        window.id(),
        window.isOfAll() ? null : window.service().name(),
        window.from(),
        window.to(),
        window.reason(),
        window.createdBy(),
        window.createdAt(),
        window.deletedBy(),
        window.deletedAt());
  }
}
