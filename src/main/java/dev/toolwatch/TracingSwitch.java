package dev.toolwatch;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Turns Quarkus' OpenTelemetry on only if there is an endpoint for its spans. A source of settings,
 * because Quarkus' own switch ignores the endpoint: without one, Quarkus sends to port 4317 of this
 * machine, which is Toolwatch itself.
 */
public final class TracingSwitch implements ConfigSourceFactory {
  /** Above system properties (400), so that no other setting can send spans back to Toolwatch. */
  private static final int ORDINAL = 500;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    String endpoint = text(context, "toolwatch.tracing.endpoint", "");
    boolean on = target(context, endpoint) == TracingTarget.BACKEND;
    Map<String, String> settings =
        on
            ? Map.of(
                "quarkus.otel.sdk.disabled",
                text(context, "OTEL_SDK_DISABLED", "false"),
                "quarkus.otel.exporter.otlp.endpoint",
                endpoint.strip(),
                "quarkus.otel.exporter.otlp.traces.endpoint",
                endpoint.strip())
            : Map.of("quarkus.otel.sdk.disabled", "true");
    return List.of(new PropertiesConfigSource(settings, "TracingSwitch", ORDINAL));
  }

  /** {@link TracingCheck} refuses an invalid endpoint later, when there is a log. */
  private static TracingTarget target(ConfigSourceContext context, String endpoint) {
    try {
      return TracingTarget.of(
          endpoint,
          Integer.parseInt(text(context, "toolwatch.otlp.grpc-port", "4317")),
          Integer.parseInt(text(context, "toolwatch.otlp.http-port", "4318")));
    } catch (IllegalArgumentException e) {
      return TracingTarget.NOWHERE;
    }
  }

  private static String text(ConfigSourceContext context, String name, String otherwise) {
    ConfigValue value = context.getValue(name);
    return value == null || value.getValue() == null ? otherwise : value.getValue();
  }
}
