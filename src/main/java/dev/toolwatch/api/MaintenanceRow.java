package dev.toolwatch.api;

import dev.toolwatch.slo.Maintenance;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A maintenance window. */
@RegisterForReflection
record MaintenanceRow(
    @Schema(description = "Identifies the window") String id,
    @Schema(description = "The service in maintenance; null for all services", nullable = true)
        String service,
    @Schema(description = "The first minute of the window") Instant from,
    @Schema(description = "The first minute after the window") Instant to,
    @Schema(description = "The reason") String reason,
    @Schema(description = "Who scheduled it: the name of the token") String createdBy,
    @Schema(description = "When it was scheduled") Instant createdAt,
    @Schema(description = "Who cancelled it", nullable = true) String deletedBy,
    @Schema(description = "When it was cancelled", nullable = true) Instant deletedAt) {
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
