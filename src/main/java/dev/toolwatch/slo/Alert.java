package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import java.time.Instant;
import java.util.Objects;

/**
 * An alert that was sent to somebody.
 *
 * @param fingerprint of its labels, as the Alertmanager computes it
 * @param startsAt when its condition began to hold
 * @param service that it is about; {@link ServiceId#NONE} if it names none
 * @param name of the rule
 * @param severity as its label says; may be empty
 * @param receivedAt when Toolwatch first received it
 * @param endsAt when its condition ceased to hold; null until that is known
 */
public record Alert(
    String fingerprint,
    Instant startsAt,
    ServiceId service,
    String name,
    String severity,
    Instant receivedAt,
    Instant endsAt) {
  public Alert {
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(startsAt, "startsAt");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(receivedAt, "receivedAt");
  }

  /** Whether somebody was called out for it, by the label that Toolwatch's own rules use. */
  boolean isPage() {
    return severity.equals("page");
  }
}
