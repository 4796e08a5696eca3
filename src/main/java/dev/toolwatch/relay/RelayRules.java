package dev.toolwatch.relay;

import dev.toolwatch.signal.Wildcards;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which metrics are passed on, and which attributes become labels. Immutable. */
final class RelayRules {
  /**
   * The families that Toolwatch derives itself, from spans or from the same points. They are counted
   * once, whoever reports them.
   */
  static final Set<String> OWN =
      Set.of(
          "mcp_active_users",
          "mcp_auth_attempts",
          "mcp_client_operation_duration_seconds",
          "mcp_coverage_ratio",
          "mcp_dependency_duration_seconds",
          "mcp_error_groups",
          "mcp_error_groups_opened",
          "mcp_probe",
          "mcp_probe_duration_seconds",
          "mcp_probe_interval_seconds",
          "mcp_probe_last_check_timestamp_seconds",
          "mcp_probe_state",
          "mcp_probe_success",
          "mcp_probe_tls_expiry_timestamp_seconds",
          "mcp_probe_tools",
          "mcp_probe_tools_changed_timestamp_seconds",
          "mcp_server_errors",
          "mcp_server_operation_duration_seconds",
          "mcp_server_session_duration_seconds",
          "mcp_server_sessions_active",
          "mcp_service_clock_offset_seconds",
          "mcp_service_extrapolated_operations",
          "mcp_service_last_seen_timestamp_seconds",
          "mcp_service_source",
          "mcp_service_up",
          "mcp_slo_events",
          "mcp_slo_objective_ratio",
          "mcp_slo_threshold_seconds",
          "mcp_tool_active_users",
          "mcp_tool_adoption_ratio",
          "target");

  private static final String OWN_PREFIX = "toolwatch_";

  /** What a resource may say that is nobody's business: command lines have passwords. */
  private static final List<String> HIDDEN =
      List.of("process.command", "process.command_*", "process.environment_variable.*");

  private final List<Wildcards> included;
  private final List<Wildcards> excluded;
  private final List<Wildcards> sensitive;
  private final List<Wildcards> hidden;
  private final boolean scopeLabels;
  private final Set<String> resourceLabels;

  /**
   * @param sensitive attributes whose values are replaced by pseudonyms: those that name users, and
   *     those that traces redact. Of the latter, single words such as {@code result} stay: in metrics
   *     they have few values, and none that anybody typed
   */
  RelayRules(RelaySettings settings, List<String> sensitive) {
    included = patterns(settings.include());
    excluded = patterns(settings.exclude());
    this.sensitive =
        patterns(
            Optional.of(
                sensitive.stream()
                    .filter(entry -> entry.matches(".*[._*].*"))
                    .map(entry -> entry.replace("?", ""))
                    .toList()));
    hidden = patterns(Optional.of(HIDDEN));
    scopeLabels = settings.scopeLabels();
    resourceLabels = Set.copyOf(settings.resourceLabels().orElse(List.of()));
  }

  private static List<Wildcards> patterns(Optional<List<String>> texts) {
    return texts.orElse(List.of()).stream()
        .map(String::trim)
        .filter(text -> !text.isEmpty())
        .map(text -> new Wildcards(text, false))
        .toList();
  }

  /**
   * Whether a metric is passed on.
   *
   * @param name as it is sent
   * @param family its name in Prometheus, without {@code _total}
   */
  boolean includes(String name, String family) {
    return (included.isEmpty() || matches(included, name, family))
        && !matches(excluded, name, family);
  }

  private static boolean matches(List<Wildcards> patterns, String name, String family) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(name) || pattern.matches(family));
  }

  static boolean isOwn(String family) {
    return OWN.contains(family) || family.startsWith(OWN_PREFIX);
  }

  /** Whether the value of an attribute is replaced by a pseudonym. */
  boolean isSensitive(String attribute) {
    return sensitive.stream().anyMatch(pattern -> pattern.matches(attribute));
  }

  /** Whether an attribute of a resource is left out. */
  boolean isHidden(String attribute) {
    return hidden.stream().anyMatch(pattern -> pattern.matches(attribute));
  }

  boolean hasScopeLabels() {
    return scopeLabels;
  }

  /** Whether an attribute of the resource becomes a label of every series. */
  boolean isResourceLabel(String attribute) {
    return resourceLabels.contains(attribute);
  }
}
