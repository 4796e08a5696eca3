package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import java.time.Instant;
import java.util.Objects;

/**
 * Agreed maintenance.
 *
 * @param id names it
 * @param service that is maintained; its name is empty for all
 * @param from its first minute
 * @param to the first minute after it
 * @param reason for people
 * @param createdBy who entered it
 * @param createdAt when that was
 * @param deletedBy who took it back; null if nobody has
 * @param deletedAt when that was; null likewise
 */
public record Maintenance(
    String id,
    ServiceId service,
    Instant from,
    Instant to,
    String reason,
    String createdBy,
    Instant createdAt,
    String deletedBy,
    Instant deletedAt) {
  public Maintenance {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(reason, "reason");
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("ends before it begins: " + from + " to " + to);
    }
  }

  /** Whether all services are maintained. */
  public boolean isOfAll() {
    return service.name().isEmpty();
  }

  /** Whether it covers a service and has not been taken back. */
  public boolean holdsFor(ServiceId other) {
    return deletedAt == null && (isOfAll() || service.equals(other));
  }
}
