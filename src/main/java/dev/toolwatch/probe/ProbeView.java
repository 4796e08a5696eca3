package dev.toolwatch.probe;

import java.time.Duration;

/**
 * A probe and what is known of it.
 *
 * @param kind the word of the settings
 * @param target where to, without credentials
 * @param host of the target
 * @param service the service whose state it tells; null for none
 */
public record ProbeView(
    String name,
    String kind,
    String target,
    String host,
    String service,
    Duration interval,
    ProbeStatus status) {
  static ProbeView of(Probe probe, ProbeStatus status) {
    return new ProbeView(
        probe.name(),
        probe.kind().label(),
        probe.target(),
        probe.host(),
        probe.service() == null ? null : probe.service().name(),
        probe.interval(),
        status);
  }
}
