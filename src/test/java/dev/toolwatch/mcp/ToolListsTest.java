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

class ToolListsTest {
  private static ToolLists of(ConfigSource source) {
    return ToolLists.of(
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(McpSettings.class)
            .withSources(source)
            .build()
            .getConfigMapping(McpSettings.class)
            .toolLists());
  }

  @Test
  void of_propertiesOfOneAndOfSeveralServices() {
    ToolLists lists =
        of(
            new PropertiesConfigSource(
                Map.of(
                    "toolwatch.mcp.tool-lists.search.tools", "find",
                    "toolwatch.mcp.tool-lists.shop.tools", "add, ship",
                    "toolwatch.mcp.tool-lists.shop.services", "acme/orders,acme/returns"),
                "test",
                500));
    assertThat(lists.of(ServiceId.of("search"))).containsExactly("find");
    assertThat(lists.of(ServiceId.of("acme/orders"))).containsExactlyInAnyOrder("add", "ship");
    assertThat(lists.of(ServiceId.of("acme/returns"))).containsExactlyInAnyOrder("add", "ship");
    assertThat(lists.of(ServiceId.of("shop"))).isNull();
  }

  @Test
  void of_variables() {
    ToolLists lists =
        of(
            new EnvConfigSource(
                Map.of(
                    "TOOLWATCH_MCP_TOOL_LISTS_SHOP_TOOLS", "add,ship",
                    "TOOLWATCH_MCP_TOOL_LISTS_SHOP_SERVICES", "acme/orders"),
                300));
    assertThat(lists.of(ServiceId.of("acme/orders"))).containsExactlyInAnyOrder("add", "ship");
  }

  @Test
  void of_nothing_knowsNone() {
    assertThat(ToolLists.NONE.of(ServiceId.of("orders"))).isNull();
  }

  @Test
  void of_twoListsOfAService_areRefused() {
    assertThatThrownBy(
            () ->
                of(
                    new PropertiesConfigSource(
                        Map.of(
                            "toolwatch.mcp.tool-lists.orders.tools", "add",
                            "toolwatch.mcp.tool-lists.shop.tools", "ship",
                            "toolwatch.mcp.tool-lists.shop.services", "orders"),
                        "test",
                        500)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("toolwatch.mcp.tool-lists.shop.services is orders, but must not");
  }
}
