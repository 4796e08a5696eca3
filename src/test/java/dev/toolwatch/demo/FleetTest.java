package dev.toolwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.demo.McpServer.Export;
import org.junit.jupiter.api.Test;

class FleetTest {
  @Test
  void servers_areSixWithTwentyFiveTools() {
    assertThat(Fleet.SERVERS).hasSize(6).extracting(McpServer::name).doesNotHaveDuplicates();
    assertThat(Fleet.SERVERS)
        .flatMap(McpServer::tools)
        .hasSize(25)
        .extracting(Tool::name)
        .doesNotHaveDuplicates()
        .contains(Fleet.SLOW_TOOL, Fleet.FAILING_TOOL);
  }

  @Test
  void servers_sendHalfByGrpcAndHalfByHttp() {
    assertThat(Fleet.SERVERS).filteredOn(s -> s.export() == Export.GRPC).hasSize(3);
    assertThat(Fleet.SERVERS).filteredOn(s -> s.export() == Export.HTTP).hasSize(3);
  }

  @Test
  void servers_areMarkedAsMadeUp() {
    assertThat(Fleet.SERVERS)
        .extracting(McpServer::service)
        .allMatch(name -> name.startsWith("demo/"));
    assertThat(Fleet.AGENT).startsWith("demo");
  }
}
