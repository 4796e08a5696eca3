package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class TracingSwitchTest {
  private static final String DISABLED = "quarkus.otel.sdk.disabled";
  private static final String ENDPOINT = "quarkus.otel.exporter.otlp.endpoint";

  @Test
  void settings_noEndpoint_areOff() {
    assertThat(settings().getValue(DISABLED, Boolean.class)).isTrue();
  }

  @Test
  void settings_backend_areOn() {
    SmallRyeConfig settings = settings("OTEL_EXPORTER_OTLP_ENDPOINT", "http://tempo:4317");
    assertThat(settings.getValue(DISABLED, Boolean.class)).isFalse();
    assertThat(settings.getValue(ENDPOINT, String.class)).isEqualTo("http://tempo:4317");
  }

  @Test
  void settings_ownEndpoint_comesBeforeTheStandardOne() {
    SmallRyeConfig settings =
        settings(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://tempo:4317",
            "toolwatch.tracing.endpoint",
            "http://jaeger:4317");
    assertThat(settings.getValue(ENDPOINT, String.class)).isEqualTo("http://jaeger:4317");
  }

  @Test
  void settings_itself_areOff_whateverElseSaysOn() {
    SmallRyeConfig settings =
        settings(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://localhost:5555",
            "toolwatch.otlp.http-port",
            "5555",
            DISABLED,
            "false");
    assertThat(settings.getValue(DISABLED, Boolean.class)).isTrue();
  }

  @Test
  void settings_disabledByTheStandardVariable_areOff() {
    SmallRyeConfig settings =
        settings("OTEL_EXPORTER_OTLP_ENDPOINT", "http://tempo:4317", "OTEL_SDK_DISABLED", "true");
    assertThat(settings.getValue(DISABLED, Boolean.class)).isTrue();
  }

  @Test
  void switch_isRegistered() {
    assertThat(ServiceLoader.load(ConfigSourceFactory.class))
        .hasAtLeastOneElementOfType(TracingSwitch.class);
  }

  /** As in production: application.properties, and what the environment says over it. */
  private static SmallRyeConfig settings(String... environment) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      given.put(environment[i], environment[i + 1]);
    }
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withSources(
            new PropertiesConfigSource(
                Map.of("toolwatch.tracing.endpoint", "${OTEL_EXPORTER_OTLP_ENDPOINT:}"),
                "application",
                250),
            new PropertiesConfigSource(given, "environment", 300))
        .withSources(new TracingSwitch())
        .build();
  }
}
