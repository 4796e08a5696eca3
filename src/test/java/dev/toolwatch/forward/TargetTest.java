package dev.toolwatch.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.Signal;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  private static final String PREFIX = "toolwatch.forward.targets.";

  private static Target target(String... settings) {
    Map<String, String> all = new HashMap<>();
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      all.put(PREFIX + "t." + parts[0], parts[1]);
    }
    ForwardSettings mapped =
        new SmallRyeConfigBuilder()
            .withMapping(ForwardSettings.class)
            .withSources(new PropertiesConfigSource(all, "test", 100))
            .addDiscoveredConverters()
            .build()
            .getConfigMapping(ForwardSettings.class);
    return Target.of("t", mapped.targets().get("t"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://jaeger:4317, GRPC, 4317, jaeger",
    "http://jaeger:4318, HTTP_PROTOBUF, 4318, jaeger",
    "https://[::1]:4318/base/, HTTP_PROTOBUF, 4318, ::1",
    "HTTP://10.0.0.1:4317/, GRPC, 4317, 10.0.0.1",
  })
  void protocol_isThatOfThePort(String endpoint, Target.Protocol protocol, int port, String host) {
    Target target = target("endpoint=" + endpoint);
    assertThat(target.protocol()).isEqualTo(protocol);
    assertThat(target.port()).isEqualTo(port);
    assertThat(target.host()).isEqualTo(host);
    assertThat(target.signals()).containsExactly(Signal.TRACES);
  }

  @Test
  void everySetting() {
    Target target =
        target(
            "endpoint=https://otlp.example/x/",
            "protocol=http/protobuf",
            "signals=logs,metrics",
            "traces=all",
            "compression=gzip",
            "timeout=3s",
            "headers.authorization=Bearer x",
            "headers.\"x-tenant\"=acme",
            "tls-configuration-name=ca");
    assertThat(target.port()).isEqualTo(443);
    assertThat(target.endpoint()).hasToString("https://otlp.example/x");
    assertThat(target.signals()).containsExactlyInAnyOrder(Signal.LOGS, Signal.METRICS);
    assertThat(target.gzip()).isTrue();
    assertThat(target.headers())
        .containsOnly(Map.entry("authorization", "Bearer x"), Map.entry("x-tenant", "acme"));
    assertThat(target.tlsConfigurationName()).contains("ca");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "endpoint=jaeger:4317 | .endpoint must be a URL",
        "endpoint=ftp://jaeger:4317 | .endpoint must be a URL",
        "endpoint=http://jae ger:4317 | .endpoint must be a URL",
        "endpoint=http://jaeger:4317?x=1 | .endpoint must be a URL",
        "endpoint=http://u:p@jaeger:4317 | must not contain @",
        "endpoint=http://jaeger:9999 | .protocol must be set",
        "endpoint=http://jaeger:4317/path | must have no path",
        "endpoint=http://jaeger:4317;protocol=soap | .protocol must be grpc or http/protobuf",
        "endpoint=http://jaeger:4317;timeout=0s | .timeout must be",
        "endpoint=http://jaeger:4317;tls-configuration-name=x | needs an endpoint with https",
        "endpoint=http://jaeger:4317;headers.\"a b\"=1 | a name that is no header",
        "endpoint=http://jaeger:4317;headers.a=\u00e4 | a value that is no header",
      })
  void wrongSettings_areNamed_withoutSecrets(String settings, String message) {
    assertThatThrownBy(() -> target(settings.split(";")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(PREFIX + "t.")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("u:p@", "\u00e4");
  }

  @Test
  void names_areDirectories() {
    ForwardSettings.TargetSettings settings = null;
    for (String name : new String[] {"../x", ".", "", "a/b", "x".repeat(65), ".hidden"}) {
      assertThatThrownBy(() -> Target.of(name, settings))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the name of a target");
    }
  }
}
