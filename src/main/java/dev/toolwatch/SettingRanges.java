package dev.toolwatch;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The least values of settings whose packages do not check them, and the ports that Quarkus opens.
 * Whatever depends on others is checked where it is used.
 */
@Singleton
final class SettingRanges {
  private static final int MAX_PORT = 65_535;

  private static final Map<String, Duration> LEAST_DURATIONS =
      Map.of(
          "toolwatch.store.flush-interval", Duration.ofMillis(1),
          "toolwatch.audit.retention", Duration.ofDays(30),
          "toolwatch.mcp.join-wait", Duration.ZERO,
          "toolwatch.mcp.metrics-timeout", Duration.ofMillis(1),
          "toolwatch.traces.retention", Duration.ofMinutes(1),
          "toolwatch.relay.stale-after", Duration.ofSeconds(1),
          "toolwatch.console.session", Duration.ofMinutes(1));

  private static final Map<String, Long> LEAST_NUMBERS =
      Map.of(
          "toolwatch.store.max-pending-rows", 1L,
          "toolwatch.mcp.max-pending-spans", 1L,
          "toolwatch.mcp.max-tracked-spans", 1L,
          "toolwatch.mcp.max-metric-streams", 0L,
          "toolwatch.usage.max-user-memory", 0L,
          "toolwatch.slo.minimum-events", 0L,
          "toolwatch.relay.max-series", 1L,
          "quarkus.http.port", 0L,
          "quarkus.management.port", 0L);

  /** Runs before anything else starts. */
  void onStart(@Observes @Priority(0) StartupEvent event) {
    check(ConfigProvider.getConfig());
  }

  /**
   * Checks the values of a configuration.
   *
   * @throws ConfigurationException for a value that is out of range
   */
  static void check(Config config) {
    LEAST_DURATIONS.forEach(
        (setting, least) ->
            config
                .getOptionalValue(setting, Duration.class)
                .filter(value -> value.compareTo(least) < 0)
                .ifPresent(
                    value ->
                        refuse(
                            setting, value, "a duration of at least " + least.toMillis() + "ms")));
    LEAST_NUMBERS.forEach(
        (setting, least) ->
            config
                .getOptionalValue(setting, Long.class)
                .filter(value -> value < least)
                .ifPresent(value -> refuse(setting, value, "at least " + least)));
    LEAST_NUMBERS.keySet().stream()
        .filter(setting -> setting.endsWith(".port"))
        .forEach(
            setting ->
                config
                    .getOptionalValue(setting, Long.class)
                    .filter(port -> port > MAX_PORT)
                    .ifPresent(port -> refuse(setting, port, "at most " + MAX_PORT)));
  }

  private static void refuse(String setting, Object value, String allowed) {
    throw new ConfigurationException(
        "%s (%s) is %s, but must be %s"
            .formatted(setting, SettingNames.variable(setting), value, allowed));
  }
}
