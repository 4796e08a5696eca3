package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.ServiceId;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingRatiosTest {
  private static final double MAX = 10_000;

  private static SamplingRatios of(ConfigSource source) {
    return SamplingRatios.of(
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(McpSettings.class)
            .withSources(source)
            .build()
            .getConfigMapping(McpSettings.class)
            .sampling(),
        MAX);
  }

  private static SamplingRatios of(Map<String, String> properties) {
    return of(new PropertiesConfigSource(properties, "test", 500));
  }

  private static double weight(SamplingRatios ratios, String service) {
    return ratios.weight(ServiceId.of(service));
  }

  @Test
  void weight_serviceThatTheSettingIsNamedFor() {
    SamplingRatios ratios = of(Map.of("toolwatch.mcp.sampling.orders.ratio", "0.25"));
    assertThat(weight(ratios, "orders")).isEqualTo(4);
    assertThat(weight(ratios, "payments")).isEqualTo(1);
    assertThat(weight(ratios, "acme/orders")).isEqualTo(1);
  }

  @Test
  void weight_namesThatNoSettingCanHave_areListed() {
    SamplingRatios ratios =
        of(
            Map.of(
                "toolwatch.mcp.sampling.fleet.ratio",
                "0.5",
                "toolwatch.mcp.sampling.fleet.services",
                "acme/orders, Pay.Ments-2"));
    assertThat(weight(ratios, "acme/orders")).isEqualTo(2);
    assertThat(weight(ratios, "Pay.Ments-2")).isEqualTo(2);
    assertThat(weight(ratios, "fleet")).isEqualTo(1);
  }

  @Test
  void weight_byVariables() {
    SamplingRatios ratios =
        of(
            new EnvConfigSource(
                Map.of(
                    "TOOLWATCH_MCP_SAMPLING_FLEET_RATIO",
                    "0.1",
                    "TOOLWATCH_MCP_SAMPLING_FLEET_SERVICES",
                    "acme/orders"),
                300));
    assertThat(weight(ratios, "acme/orders")).isEqualTo(10);
  }

  @Test
  void weight_quotedName() {
    assertThat(weight(of(Map.of("toolwatch.mcp.sampling.\"acme/a.b\".ratio", "1e-4")), "acme/a.b"))
        .isEqualTo(MAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.25", "1.01", "NaN", "Infinity"})
  void of_noRatio_namesSettingValueAndWhatIsAllowed(String ratio) {
    assertThatThrownBy(() -> of(Map.of("toolwatch.mcp.sampling.orders.ratio", ratio)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "toolwatch.mcp.sampling.orders.ratio is %s, but must be above 0 and at most 1",
            Double.valueOf(ratio));
  }

  @Test
  void of_moreOperationsThanASpanMayStandFor_isRefused() {
    assertThatThrownBy(() -> of(Map.of("toolwatch.mcp.sampling.orders.ratio", "0.00009")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "toolwatch.mcp.sampling.orders.ratio is 9.0E-5, but must be at least 1.0E-4:"
                + " 1 / toolwatch.mcp.max-sampling-weight");
  }

  @Test
  void of_twoRatiosOfAService_areRefused() {
    assertThatThrownBy(
            () ->
                of(
                    Map.of(
                        "toolwatch.mcp.sampling.orders.ratio", "0.5",
                        "toolwatch.mcp.sampling.fleet.ratio", "0.25",
                        "toolwatch.mcp.sampling.fleet.services", "orders")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "toolwatch.mcp.sampling.orders.services is orders, but must not name a service that"
                + " toolwatch.mcp.sampling.fleet has, too");
  }
}
