package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {
  private static OtlpSettings with(String... settings) {
    SmallRyeConfigBuilder config =
        new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(OtlpSettings.class);
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      config.withDefaultValue(parts[0], parts[1]);
    }
    return config.build().getConfigMapping(OtlpSettings.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toolwatch.otlp.http-port=0",
        "toolwatch.otlp.http-port=65535",
        "toolwatch.otlp.event-loops=1024",
        "toolwatch.otlp.max-request-size=128M",
        "toolwatch.otlp.max-in-flight=64M",
        "toolwatch.otlp.drain-timeout=0s",
      })
  void check_inRange_isSilent(String setting) {
    assertThatCode(() -> SettingsCheck.check(with(setting))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toolwatch.otlp.http-port=65536",
        "toolwatch.otlp.http-port=-1",
        "toolwatch.otlp.grpc-port=65536",
        "toolwatch.otlp.grpc-port=-1",
        "toolwatch.otlp.event-loops=-1",
        "toolwatch.otlp.event-loops=1025",
        "toolwatch.otlp.max-request-size=0",
        "toolwatch.otlp.max-request-spans=0",
        "toolwatch.otlp.max-in-flight=63M",
        "toolwatch.otlp.max-connections=0",
        "toolwatch.otlp.request-timeout=0s",
        "toolwatch.otlp.idle-timeout=0s",
        "toolwatch.otlp.drain-timeout=-1s",
      })
  void check_outOfRange_namesTheSetting(String setting) {
    OtlpSettings settings = with(setting);
    assertThatThrownBy(() -> SettingsCheck.check(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(setting.substring(0, setting.indexOf('=')));
  }

  @Test
  void checkPorts_onePortTwice_namesBoth() {
    Map<String, Integer> others = Map.of("quarkus.http.port", 4318);
    assertThatThrownBy(() -> SettingsCheck.checkPorts(with(), others))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("quarkus.http.port and toolwatch.otlp.http-port use the same port, 4318");
    assertThatThrownBy(
            () -> SettingsCheck.checkPorts(with("toolwatch.otlp.grpc-port=4318"), Map.of()))
        .hasMessageContaining("toolwatch.otlp.http-port and toolwatch.otlp.grpc-port");
  }

  @Test
  void checkPorts_anyFreePortTwice_isSilent() {
    OtlpSettings free = with("toolwatch.otlp.grpc-port=0", "toolwatch.otlp.http-port=0");
    assertThatCode(() -> SettingsCheck.checkPorts(free, Map.of("quarkus.http.port", 0)))
        .doesNotThrowAnyException();
    assertThat(free.grpcPort()).isZero();
  }
}
