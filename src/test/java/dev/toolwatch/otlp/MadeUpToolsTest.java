package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller who makes up names of tools does to the metrics of a server. */
class MadeUpToolsTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final String DURATION = "mcp_server_operation_duration_seconds";

  private static IntakeFixture withList(String service, String tools) {
    return new IntakeFixture(
        MAX_BYTES,
        Map.of(
            "toolwatch.mcp.tool-lists.listed.tools", tools,
            "toolwatch.mcp.tool-lists.listed.services", service));
  }

  private static void send(IntakeFixture fixture, Span.Builder span) {
    fixture.protobuf(Requests.protobuf(Requests.request("acme/orders", span)));
  }

  private static Span.Builder call(String tool) {
    return Requests.toolCall(tool, Duration.ofMillis(3));
  }

  /** Calls of tools by tool and outcome. */
  private static Map<String, Long> calls(IntakeFixture fixture) {
    Map<String, Long> calls = new TreeMap<>();
    fixture.red.samples(DURATION).stream()
        .map(HistogramSample.class::cast)
        .filter(sample -> sample.labels().value(1).equals("tools/call"))
        .forEach(
            sample -> {
              Labels labels = sample.labels();
              calls.merge(labels.value(2) + " " + labels.value(3), sample.count(), Long::sum);
            });
    return calls;
  }

  private static IntakeFixture played(String emitter, IntakeFixture fixture) throws IOException {
    Path requests = Path.of("src/test/resources/emitters", emitter, "requests");
    try (Stream<Path> files = Files.list(requests)) {
      for (Path file : files.sorted().toList()) {
        fixture.json(Files.readAllBytes(file));
      }
    }
    fixture.intake.close();
    return fixture;
  }

  /** Tools that are broken are answered in the same way. */
  @ParameterizedTest
  @ValueSource(strings = {"tool_error", "-32603", "java.lang.IllegalStateException", "_OTHER"})
  void failuresOfAThousandNames_haveFewSeries_andAreErrorsOfTheServer(String errorType) {
    IntakeFixture fixture = new IntakeFixture();
    send(fixture, call("add"));
    for (int i = 0; i < 1000; i++) {
      send(fixture, Requests.failed(call("made-up-" + i), errorType));
    }
    send(fixture, Requests.failed(call("add"), errorType));
    Map<String, Long> calls = calls(fixture);
    assertThat(calls).hasSize(20 + 1 + 2);
    assertThat(calls)
        .containsEntry("__unknown__ server_error", 980L)
        .containsEntry("add server_error", 1L)
        .containsEntry("made-up-0 server_error", 1L);
    assertThat(fixture.red.errors()).isEqualTo(1001);
  }

  @Test
  void cancelledCallsOfAThousandNames_haveFewSeries() {
    IntakeFixture fixture = new IntakeFixture();
    for (int i = 0; i < 1000; i++) {
      send(fixture, Requests.failed(call("made-up-" + i), "cancelled"));
    }
    assertThat(calls(fixture)).hasSize(21).containsEntry("__unknown__ client_error", 980L);
  }

  @Test
  void toolsAreListed_madeUpNamesAreTheCallersMistake_whateverTheEmitterSays() {
    IntakeFixture fixture = withList("acme/orders", "add,ship");
    for (int i = 0; i < 100; i++) {
      send(fixture, Requests.failed(call("made-up-" + i), "tool_error"));
      send(fixture, call("made-up-" + i));
    }
    send(fixture, Requests.failed(call("add"), "tool_error"));
    send(fixture, Requests.failed(call("ship"), "-32602"));
    assertThat(calls(fixture))
        .isEqualTo(
            Map.of(
                "__unknown__ client_error", 200L, "add server_error", 1L, "ship client_error", 1L));
    List<String> errors =
        fixture.red.samples("mcp_server_errors").stream()
            .map(sample -> sample.labels().value(2) + " " + sample.labels().value(3))
            .toList();
    assertThat(errors)
        .containsExactlyInAnyOrder(
            "__unknown__ tool_error", "__unknown__ unlisted_tool", "add tool_error", "ship -32602");
  }

  @Test
  void toolsOfAnotherServiceAreListed_changesNothing() {
    IntakeFixture fixture = withList("acme/returns", "ship");
    send(fixture, Requests.failed(call("add"), "tool_error"));
    assertThat(calls(fixture)).isEqualTo(Map.of("add server_error", 1L));
  }

  @Test
  void pythonSdk_withItsTools_knowsTheOneThatDoesNotExist() throws IOException {
    assertThat(calls(played("python-sdk", new IntakeFixture())))
        .containsEntry("no_such_tool server_error", 2L);
    assertThat(
            calls(
                played("python-sdk", withList("python-sdk-server", "add,lookup,fail,broken,slow"))))
        .containsEntry("__unknown__ client_error", 2L)
        .containsEntry("fail server_error", 2L)
        .doesNotContainKey("no_such_tool server_error");
  }

  @Test
  void quarkus_withItsTools_knowsTheOneThatDoesNotExist() throws IOException {
    assertThat(calls(played("quarkus", new IntakeFixture()))).containsEntry("no_such_tool ok", 2L);
    assertThat(
            calls(
                played("quarkus", withList("quarkus-mcp-server", "add,lookup,refuse,fail,broken"))))
        .containsEntry("__unknown__ client_error", 2L)
        .doesNotContainKey("no_such_tool ok");
  }

  @Test
  void fastMcp_knowsItWithoutAList() throws IOException {
    assertThat(calls(played("fastmcp", new IntakeFixture())))
        .containsEntry("__unknown__ client_error", 2L)
        .allSatisfy((call, count) -> assertThat(call).doesNotStartWith("no_such_tool"));
  }
}
