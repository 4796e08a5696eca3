package dev.toolwatch.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/**
 * Which values of settings the API may show. Whatever is not named here is a secret: a setting that
 * is new, and every text in which people write tokens, such as headers and bodies. Pure functions.
 */
final class ShownSettings {
  /** As docs/reference/settings.md names them. */
  static final Set<String> PLAIN =
      Set.of(
          "quarkus.http.port",
          "quarkus.management.port",
          "toolwatch.audit.retention",
          "toolwatch.auth.enabled",
          "toolwatch.auth.token-file",
          "toolwatch.auth.tokens.*.roles",
          "toolwatch.auth.tokens.*.tenant",
          "toolwatch.cardinality.dry-run-max-series",
          "toolwatch.cardinality.guaranteed",
          "toolwatch.cardinality.idle-timeout",
          "toolwatch.cardinality.max-dependencies",
          "toolwatch.cardinality.max-error-types",
          "toolwatch.cardinality.max-series",
          "toolwatch.cardinality.max-services",
          "toolwatch.cardinality.max-tools",
          "toolwatch.console.enabled",
          "toolwatch.console.session",
          "toolwatch.console.trace-link",
          "toolwatch.demo.day-speed-up",
          "toolwatch.demo.duration",
          "toolwatch.demo.enabled",
          "toolwatch.demo.past",
          "toolwatch.demo.rate",
          "toolwatch.demo.seed",
          "toolwatch.demo.users",
          "toolwatch.errors.in-app",
          "toolwatch.errors.max-groups",
          "toolwatch.errors.redact-ip-addresses",
          "toolwatch.errors.samples",
          "toolwatch.forward.drain-timeout",
          "toolwatch.forward.max-memory",
          "toolwatch.forward.spool",
          "toolwatch.forward.targets.*.compression",
          "toolwatch.forward.targets.*.protocol",
          "toolwatch.forward.targets.*.redact",
          "toolwatch.forward.targets.*.signals",
          "toolwatch.forward.targets.*.timeout",
          "toolwatch.forward.targets.*.tls-configuration-name",
          "toolwatch.forward.targets.*.traces",
          "toolwatch.host",
          "toolwatch.http.allowed-hosts",
          "toolwatch.journal.enabled",
          "toolwatch.journal.max-size",
          "toolwatch.kafka.group",
          "toolwatch.kafka.max-fetch-size",
          "toolwatch.kafka.password-file",
          "toolwatch.kafka.sasl-mechanism",
          "toolwatch.kafka.security-protocol",
          "toolwatch.kafka.start",
          "toolwatch.kafka.tls-configuration-name",
          "toolwatch.kafka.topics",
          "toolwatch.log.format",
          "toolwatch.mcp.auth-attributes",
          "toolwatch.mcp.auth-span-names",
          "toolwatch.mcp.join-wait",
          "toolwatch.mcp.max-metric-streams",
          "toolwatch.mcp.max-pending-spans",
          "toolwatch.mcp.max-sampling-weight",
          "toolwatch.mcp.max-tracked-spans",
          "toolwatch.mcp.metrics-timeout",
          "toolwatch.mcp.sampling.*.ratio",
          "toolwatch.mcp.sampling.*.services",
          "toolwatch.mcp.source",
          "toolwatch.mcp.sources.*",
          "toolwatch.mcp.tool-lists.*.services",
          "toolwatch.mcp.tool-lists.*.tools",
          "toolwatch.otlp.drain-timeout",
          "toolwatch.otlp.event-loops",
          "toolwatch.otlp.grpc-port",
          "toolwatch.otlp.http-port",
          "toolwatch.otlp.idle-timeout",
          "toolwatch.otlp.max-connections",
          "toolwatch.otlp.max-in-flight",
          "toolwatch.otlp.max-request-size",
          "toolwatch.otlp.max-request-spans",
          "toolwatch.otlp.request-timeout",
          "toolwatch.probes.*.call.tool",
          "toolwatch.probes.*.expect.address",
          "toolwatch.probes.*.expect.json",
          "toolwatch.probes.*.expect.lists",
          "toolwatch.probes.*.expect.status",
          "toolwatch.probes.*.expect.validity",
          "toolwatch.probes.*.failures",
          "toolwatch.probes.*.follow-redirects",
          "toolwatch.probes.*.interval",
          "toolwatch.probes.*.kind",
          "toolwatch.probes.*.method",
          "toolwatch.probes.*.private-addresses",
          "toolwatch.probes.*.service",
          "toolwatch.probes.*.slow",
          "toolwatch.probes.*.timeout",
          "toolwatch.probes.*.tls-configuration-name",
          "toolwatch.probes.*.token-file",
          "toolwatch.relay.enabled",
          "toolwatch.relay.exclude",
          "toolwatch.relay.include",
          "toolwatch.relay.max-series",
          "toolwatch.relay.resource-labels",
          "toolwatch.relay.scope-labels",
          "toolwatch.relay.stale-after",
          "toolwatch.rollbar.environment",
          "toolwatch.rollbar.min-interval",
          "toolwatch.rollbar.release",
          "toolwatch.rollbar.sample-rate",
          "toolwatch.sentry.environment",
          "toolwatch.sentry.min-interval",
          "toolwatch.sentry.release",
          "toolwatch.sentry.sample-rate",
          "toolwatch.slo.default-objectives",
          "toolwatch.slo.formerly.*",
          "toolwatch.slo.minimum-events",
          "toolwatch.slo.objectives.*.service",
          "toolwatch.slo.objectives.*.target",
          "toolwatch.slo.objectives.*.threshold",
          "toolwatch.slo.objectives.*.time-zone",
          "toolwatch.slo.objectives.*.tool",
          "toolwatch.slo.objectives.*.window",
          "toolwatch.slo.provider",
          "toolwatch.slo.report-directory",
          "toolwatch.slo.time-zone",
          "toolwatch.slo.uptime.degraded-ratio",
          "toolwatch.slo.uptime.down-ratio",
          "toolwatch.slo.uptime.incident-gap",
          "toolwatch.slo.uptime.minimum-failures",
          "toolwatch.slo.uptime.minimum-operations",
          "toolwatch.slo.uptime.silence",
          "toolwatch.store.flush-interval",
          "toolwatch.store.max-pending-rows",
          "toolwatch.store.path",
          "toolwatch.store.replica",
          "toolwatch.store.retention.days",
          "toolwatch.store.retention.hours",
          "toolwatch.store.retention.minutes",
          "toolwatch.tls.client-auth",
          "toolwatch.tls.configuration-name",
          "toolwatch.traces.buffer",
          "toolwatch.traces.each-per-minute",
          "toolwatch.traces.enabled",
          "toolwatch.traces.errors-per-minute",
          "toolwatch.traces.keep",
          "toolwatch.traces.linger",
          "toolwatch.traces.ratio",
          "toolwatch.traces.redacted-attributes",
          "toolwatch.traces.retention",
          "toolwatch.traces.slow",
          "toolwatch.traces.wait",
          "toolwatch.usage.max-rows",
          "toolwatch.usage.max-sessions",
          "toolwatch.usage.max-user-memory",
          "toolwatch.usage.session-pause",
          "toolwatch.usage.time-zone",
          "toolwatch.users.attributes");

  /** Addresses, which are shown if nothing in them can be a secret. */
  static final Set<String> ADDRESSES =
      Set.of(
          "toolwatch.demo.grpc-endpoint",
          "toolwatch.demo.http-endpoint",
          "toolwatch.forward.targets.*.endpoint",
          "toolwatch.probes.*.url",
          "toolwatch.rollbar.endpoint",
          "toolwatch.store.url",
          "toolwatch.tracing.endpoint");

  private static final String JDBC = "jdbc:";

  /** In a path, longer parts may be keys. */
  private static final int MAX_PART = 20;

  private ShownSettings() {}

  /**
   * Whether a value may be shown.
   *
   * @param documented all names of the documentation that the setting's name fits to: it is shown only
   *     if each of them allows it
   */
  static boolean allows(Collection<String> documented, String value) {
    return !documented.isEmpty()
        && documented.stream()
            .allMatch(
                name -> PLAIN.contains(name) || ADDRESSES.contains(name) && isPlainAddress(value));
  }

  /** Whether an address has no user, no query, no fragment and no long part in its path. */
  private static boolean isPlainAddress(String value) {
    String address = value.startsWith(JDBC) ? value.substring(JDBC.length()) : value;
    try {
      URI url = new URI(address);
      String path = url.getRawPath() == null ? "" : url.getRawPath();
      return url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && path.indexOf(';') < 0
          && Arrays.stream(path.split("/", -1)).allMatch(part -> part.length() <= MAX_PART);
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
