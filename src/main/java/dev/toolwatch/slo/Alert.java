package dev.toolwatch.slo;

import java.time.Instant;
import java.util.Objects;

/**
 * An alert that somebody was told of.
 *
 * @param fingerprint of its labels, as the Alertmanager has it
 * @param startsAt when its condition began to hold
 * @param service that it is about; empty where it does not say
 * @param name of the rule
 * @param severity as its label says; may be empty
 * @param receivedAt when Toolwatch was first told that it fires
 * @param endsAt when its condition ceased to hold; null as long as that is not known
 */
public record Alert(
    String fingerprint,
    Instant startsAt,
    String service,
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
}
