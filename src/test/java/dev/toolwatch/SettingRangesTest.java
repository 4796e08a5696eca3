package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingRangesTest {
  private static SmallRyeConfig with(String setting, String value) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withDefaultValue(setting, value)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "toolwatch.store.flush-interval, 0s, at least 1ms",
    "toolwatch.store.flush-interval, -1s, at least 1ms",
    "toolwatch.mcp.join-wait, -1s, at least 0ms",
    "toolwatch.mcp.metrics-timeout, 0s, at least 1ms",
    "toolwatch.traces.retention, 59s, at least 60000ms",
    "toolwatch.audit.retention, 29d, at least 2592000000ms",
    "toolwatch.store.max-pending-rows, 0, at least 1",
    "toolwatch.mcp.max-pending-spans, 0, at least 1",
    "toolwatch.mcp.max-tracked-spans, -1, at least 1",
    "toolwatch.mcp.max-metric-streams, -1, at least 0",
    "toolwatch.usage.max-user-memory, -1, at least 0",
    "toolwatch.slo.minimum-events, -1, at least 0",
    "toolwatch.relay.max-series, 0, at least 1",
    "toolwatch.relay.stale-after, 999ms, at least 1000ms",
    "toolwatch.console.session, 59s, at least 60000ms",
    "quarkus.http.port, -2, at least 0",
    "quarkus.management.port, 99999, at most 65535",
  })
  void outOfRange_isNamed_withWhatIsAllowed(String setting, String value, String allowed) {
    SmallRyeConfig config = with(setting, value);
    assertThatThrownBy(() -> SettingRanges.check(config))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(setting)
        .hasMessageContaining(SettingNames.variable(setting))
        .hasMessageContaining(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "toolwatch.store.flush-interval, 1ms",
    "toolwatch.mcp.join-wait, 0s",
    "toolwatch.traces.retention, 1m",
    "toolwatch.audit.retention, 30d",
    "toolwatch.usage.max-user-memory, 0",
    "quarkus.http.port, 0",
    "quarkus.management.port, 65535",
    "toolwatch.host, localhost",
  })
  void inRange_isSilent(String setting, String value) {
    SmallRyeConfig config = with(setting, value);
    assertThatCode(() -> SettingRanges.check(config)).doesNotThrowAnyException();
  }
}
