package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Toolwatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arguments of the packaged application. */
@Timeout(90)
class CommandLineIT {
  private static final String ITEMS = "toolwatch_otlp_items_total";

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void help_printsTheUsage(String argument) throws Exception {
    assertThat(outputOf(0, argument)).isEqualTo(CommandLine.USAGE);
  }

  /** On a terminal, made by util-linux' script, lines are for people, with the ports as they are. */
  @Test
  void onATerminal_theLogIsText_andEndsInABanner() throws Exception {
    try (PackagedToolwatch packaged = PackagedToolwatch.startOnTerminal()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> packaged.output().contains("Docs: "));
      String output = packaged.output().replaceAll("\u001b\\[[0-9;]*m", ""); // colours
      assertThat(output)
          .containsPattern("\\d\\d:\\d\\d:\\d\\d INFO +Toolwatch is ready")
          .contains(
              "Send: OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:"
                  + packaged.toolwatch().grpcPort()
                  + " for gRPC, http://localhost:"
                  + packaged.toolwatch().httpPort()
                  + " for HTTP",
              ":" + packaged.toolwatch().management().getPort() + "/metrics | grep ^mcp_",
              "Docs: http://localhost:" + packaged.apiAddress().replaceAll(".*:", "") + "/docs")
          .doesNotContain("{\"timestamp\"");
    }
  }

  @Test
  void version_isTheBuilds() throws Exception {
    assertThat(outputOf(0, "--version")).matches("toolwatch \\d+\\.\\d+\\.\\d+\\S*\\n");
  }

  @Test
  void unknownArgument_isNamed_andExitsWith2() throws Exception {
    assertThat(outputOf(2, "--deom"))
        .isEqualTo("toolwatch: unknown argument --deom\n" + CommandLine.USAGE);
  }

  @Test
  void sbom_isCycloneDx_ofWhatIsInside() throws Exception {
    JsonObject bom = new JsonObject(outputOf(0, "--sbom"));
    assertThat(bom.getString("bomFormat")).isEqualTo("CycloneDX");
    JsonArray components = bom.getJsonArray("components");
    assertThat(components.stream().map(component -> ((JsonObject) component).getString("name")))
        .contains("quarkus-core", "netty-handler", "opentelemetry-sdk-trace")
        .doesNotContain("assertj-core", "quarkus-junit");
  }

  @Test
  void health_whereNothingRuns_exitsWith1() throws Exception {
    assertThat(outputOf(1, "--health")).isEqualTo("no answer\n");
  }

  @Test
  void health_besideARunningOne_exitsWith0() throws Exception {
    try (PackagedToolwatch running = PackagedToolwatch.start();
        PackagedToolwatch probe =
            PackagedToolwatch.launch(
                List.of("--health"),
                "quarkus.management.port=" + running.toolwatch().management().getPort())) {
      assertThat(probe.awaitExit()).isZero();
      assertThat(probe.output()).isEqualTo("HTTP/1.0 200 OK\n");
    }
  }

  @Test
  void health_ofAPortWithTls_exitsWith0(@TempDir Path directory) throws Exception {
    try (TlsAnswer server = new TlsAnswer(directory);
        PackagedToolwatch probe =
            PackagedToolwatch.launch(
                List.of("--health"), "quarkus.management.port=" + server.port())) {
      assertThat(probe.awaitExit()).isZero();
      assertThat(probe.output()).isEqualTo("HTTP/1.1 200 OK\n");
    }
  }

  @Test
  void demo_hasAPast_andSendsByBothTransports() throws Exception {
    try (PackagedToolwatch demo =
        PackagedToolwatch.launch(
            List.of("--demo"),
            "toolwatch.demo.rate=50",
            "toolwatch.mcp.join-wait=200ms",
            "toolwatch.otlp.grpc-port=" + freePort(),
            "toolwatch.otlp.http-port=" + freePort())) {
      Toolwatch toolwatch = demo.toolwatch();
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .ignoreExceptions()
          .until(
              () -> {
                MetricsText page = toolwatch.scrape();
                return page.sum(ITEMS, "transport", "grpc", "result", "accepted") > 0
                    && page.sum(ITEMS, "transport", "http", "result", "accepted") > 0
                    && page.sum("mcp_server_operation_duration_seconds_count") > 0;
              });
      assertThat(demo.output()).contains("The demo has made up 90 days of its past");
      JsonArray tools = demo.ask("tools?from=now-30d").getJsonArray("tools");
      assertThat(tools.stream().map(tool -> ((JsonObject) tool).getString("trend")))
          .contains("new", "growing", "shrinking", "stopped");
      assertThat(tools.getJsonObject(0).getLong("calls")).isGreaterThan(1_000_000);
      assertThat(demo.ask("clients?from=now-30d").encode()).contains("\"version\":\"3.0.0\"");
      assertThat(toolwatch.scrape().sum("mcp_server_operation_duration_seconds_count"))
          .isLessThan(100_000);
      assertThat(toolwatch.scrape().sum("mcp_slo_events_total")).isLessThan(100_000);
      demo.terminate();
      assertThat(demo.awaitExit()).isEqualTo(143);
      assertThat(demo.output()).contains("The demo has stopped", ", 0 lost");
    }
  }

  /** The demo sends where the settings say: 0 would not tell it. */
  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static String outputOf(int exitCode, String argument) throws Exception {
    try (PackagedToolwatch toolwatch = PackagedToolwatch.launch(List.of(argument))) {
      assertThat(toolwatch.awaitExit()).as(toolwatch.output()).isEqualTo(exitCode);
      return toolwatch.output();
    }
  }
}
