package dev.toolwatch.coverage;

import dev.toolwatch.errors.ErrorListener;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.relay.Relay;
import dev.toolwatch.relay.Relays;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.BatchHistory;
import dev.toolwatch.testing.SettableTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks of instrumentation, what they ask, and what they say. */
public final class CoverageFixture {
  private final Relay relay;
  private final ExceptionCounts exceptions;
  private final CalledTools tools;
  private final ServiceCoverage coverage;
  private final Map<ServiceId, List<String>> listed = new HashMap<>();

  /** At a time that stands still, and without a history. */
  public CoverageFixture(Relay relay) {
    this(relay, Batch.EMPTY, new SettableTime(Instant.ofEpochSecond(1_790_000_000)));
  }

  /**
   * With metrics passed on.
   *
   * @param past has the calls of tools that are in the store
   */
  CoverageFixture(Batch past, InstantSource clock) {
    this(Relays.enabled(clock), past, clock);
  }

  private CoverageFixture(Relay relay, Batch past, InstantSource clock) {
    this.relay = relay;
    exceptions = new ExceptionCounts(clock);
    tools = new CalledTools(List.of(() -> listed), new BatchHistory(past, ZoneOffset.UTC), clock);
    coverage = new ServiceCoverage(relay, exceptions, tools, clock);
  }

  public ServiceCoverage coverage() {
    return coverage;
  }

  public Relay relay() {
    return relay;
  }

  public ErrorListener exceptions() {
    return exceptions;
  }

  /** Says which tools a service has. */
  void list(String service, String... names) {
    listed.put(ServiceId.of(service), List.of(names));
  }

  /** What was called is now in the store. */
  void flushed() {
    tools.flushed();
  }

  /** What a check says of a service: {@code partial 0.5}, or {@code unknown}. */
  String of(String service, CoverageCheck check) {
    Finding finding = finding(service, check);
    return finding.state().label() + (finding.ratio() == null ? "" : " " + finding.ratio());
  }

  Finding finding(String service, CoverageCheck check) {
    return coverage.findings().stream()
        .filter(one -> one.service().name().equals(service) && one.check() == check)
        .findAny()
        .orElseThrow(() -> new AssertionError("no check " + check + " of " + service));
  }

  /** The names of the services that have checks. */
  List<String> services() {
    return coverage.findings().stream().map(one -> one.service().name()).distinct().toList();
  }

  /** The samples of the gauge, by service and check. */
  Map<String, Double> gauges() {
    Map<String, Double> gauges = new TreeMap<>();
    for (Sample sample : family("mcp_coverage_ratio").samples()) {
      gauges.put(
          sample.labels().value(0) + " " + sample.labels().value(1),
          ((GaugeSample) sample).value());
    }
    return gauges;
  }

  MetricFamily family(String name) {
    return coverage.families().toCompletableFuture().join().stream()
        .filter(family -> family.name().equals(name))
        .findAny()
        .orElseThrow();
  }
}
