package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.PackagedToolwatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arguments of the packaged application. */
class CommandLineIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void help_printsTheUsage(String argument) {
    assertThat(outputOf(0, argument)).isEqualTo(CommandLine.USAGE);
  }

  @Test
  void version_isTheBuilds() {
    assertThat(outputOf(0, "--version")).matches("toolwatch \\d+\\.\\d+\\.\\d+\\S*\\n");
  }

  @Test
  void unknownArgument_isNamed_andExitsWith2() {
    assertThat(outputOf(2, "--deom"))
        .isEqualTo("toolwatch: unknown argument --deom\n" + CommandLine.USAGE);
  }

  @Test
  void sbom_isCycloneDx_withWhatIsInside() {
    JsonObject bom = new JsonObject(outputOf(0, "--sbom"));
    assertThat(bom.getString("bomFormat")).isEqualTo("CycloneDX");
    JsonArray components = bom.getJsonArray("components");
    assertThat(components.stream().map(component -> ((JsonObject) component).getString("name")))
        .contains("quarkus-core", "netty-handler", "opentelemetry-sdk-trace")
        .doesNotContain("assertj-core", "quarkus-junit");
  }

  @Test
  void health_whereNothingRuns_exitsWith1() {
    assertThat(outputOf(1, "--health")).isEqualTo("no answer\n");
  }

  @Test
  void health_besideARunningOne_exitsWith0() {
    try (PackagedToolwatch running = PackagedToolwatch.start(Map.of());
        PackagedToolwatch probe = PackagedToolwatch.launch(running.environment(), "--health")) {
      assertThat(probe.exitCode(TIMEOUT)).isZero();
      assertThat(probe.output()).isEqualTo("HTTP/1.0 200 OK\n");
    }
  }

  @Test
  void port_taken_isNamed_andExitsWith1() {
    try (PackagedToolwatch first = PackagedToolwatch.start(Map.of());
        PackagedToolwatch second =
            PackagedToolwatch.launch(
                Map.of("TOOLWATCH_OTLP_HTTP_PORT", Integer.toString(first.httpPort())))) {
      assertThat(second.exitCode(TIMEOUT)).isEqualTo(1);
      assertThat(second.output()).contains("toolwatch.otlp.http-port", "Address already in use");
    }
  }

  @Test
  void setting_thatIsNoNumber_isNamed_andExitsWith1() {
    try (PackagedToolwatch toolwatch =
        PackagedToolwatch.launch(Map.of("TOOLWATCH_CARDINALITY_MAX_SERIES", "many"))) {
      assertThat(toolwatch.exitCode(TIMEOUT)).isEqualTo(1);
      assertThat(toolwatch.output()).contains("toolwatch.cardinality.max-series", "many");
    }
  }

  private static String outputOf(int exitCode, String... arguments) {
    try (PackagedToolwatch toolwatch = PackagedToolwatch.launch(Map.of(), arguments)) {
      assertThat(toolwatch.exitCode(TIMEOUT)).as(toolwatch.output()).isEqualTo(exitCode);
      return toolwatch.output();
    }
  }
}
