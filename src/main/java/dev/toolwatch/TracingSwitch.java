package dev.toolwatch;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Turns Quarkus' OpenTelemetry on where its spans have somewhere to go. A source of settings, because
 * Quarkus has one switch that knows nothing of the endpoint, and takes port 4317 of this machine,
 * which is Toolwatch itself, where there is none.
 */
public final class TracingSwitch implements ConfigSourceFactory {
  /** Above system properties (400): no other setting sends spans back into Toolwatch. */
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

  /** What is no endpoint is refused later, by {@link TracingCheck}, where it can be said properly. */
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
