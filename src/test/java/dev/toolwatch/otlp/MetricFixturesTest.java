package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.signal.Signal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The metrics in the emitters' fixtures come to what their {@code expected.json} says was called. */
class MetricFixturesTest {
  private static final Path FIXTURES = Path.of("src/test/resources/emitters");

  private static List<Path> requests(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("requests"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("metrics-"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "csharp-metrics-explicit",
        "csharp-metrics-exponential",
        "csharp-metrics-delta",
        "csharp-metrics-reset",
        "shinzo"
      })
  void metrics_countWhatWasCalled(String emitter) throws Exception {
    Path directory = FIXTURES.resolve(emitter);
    MetricIntakeFixture fixture = new MetricIntakeFixture();
    for (Path request : requests(directory)) {
      byte[] body = Files.readAllBytes(request);
      fixture.accept(Encoding.JSON, body);
      // Sent again for want of an answer.
      fixture.accept(Encoding.JSON, body);
    }
    assertThat(fixture.counts()).isEqualTo(expected(directory));
    assertThat(fixture.errors().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(
            fixture.series().entrySet().stream()
                .filter(one -> one.getKey().contains("| server |"))
                .filter(one -> !one.getKey().endsWith("| ok"))
                .map(Map.Entry::getValue)
                .mapToLong(HistogramSample::count)
                .sum());
  }

  /** Its metrics name Python functions, of which nobody can tell what they call. */
  @Test
  void metrics_ofOpenLit_leaveTheCountsToTheSpans() throws Exception {
    Path directory = FIXTURES.resolve("openlit");
    IntakeFixture fixture = new IntakeFixture();
    for (Path request : requests(directory)) {
      fixture.accept(Signal.METRICS, Encoding.JSON, false, Files.readAllBytes(request));
    }
    assertThat(fixture.intake.received().accepted(Signal.METRICS, Transport.HTTP)).isPositive();
    assertThat(fixture.red.operations()).isZero();
    try (Stream<Path> files = Files.list(directory.resolve("requests"))) {
      for (Path request :
          files.filter(file -> file.getFileName().toString().matches("\\d.*")).sorted().toList()) {
        fixture.json(Files.readAllBytes(request));
      }
    }
    fixture.intake.close();
    long called = expected(directory).values().stream().mapToLong(Long::longValue).sum();
    assertThat(fixture.red.operations()).isEqualTo(called);
  }

  private static Map<String, Long> expected(Path directory) throws IOException {
    JsonArray rows =
        new JsonObject(Files.readString(directory.resolve("expected.json")))
            .getJsonArray("operations");
    Map<String, Long> counts = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      JsonObject row = rows.getJsonObject(i);
      String tool = row.getString("tool");
      String key =
          String.join(
              " | ",
              row.getString("service"),
              row.getString("side"),
              row.getString("method"),
              tool.equals("no_such_tool") ? "__unknown__" : tool,
              row.getString("outcome"));
      counts.merge(key, row.getLong("count"), Long::sum);
    }
    return counts;
  }
}
