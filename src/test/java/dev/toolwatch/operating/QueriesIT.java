package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.PrometheusServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every query of dashboards, rules and runbooks, and every command of runbooks, against servers that
 * watch the demo, servers that send metrics of themselves, and probes of an MCP server, of a port and
 * of one at which nobody listens. Faster than shipped, so that ten minutes take half a minute; with {@code -Dtoolwatch.queries.pace=1} as shipped, which takes ten.
 */
@Tag("jar")
@Tag("servers")
@Timeout(900)
class QueriesIT {
  private static final Pace PACE = new Pace(Integer.getInteger("toolwatch.queries.pace", 30));
  private static final Duration WATCHED = PACE.of(Duration.ofMinutes(10));
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(15);
  private static final int DEMO_RATE = 200;

  @TempDir static Path directory;

  private static Watch watch;
  private static HealthFleet fleet;
  private static ProbedServer probed;

  @BeforeAll
  static void watchTheDemo() throws IOException {
    probed = new ProbedServer();
    watch = new Watch(directory, PACE, DEMO_RATE, probes());
    int port = watch.toolwatch().toolwatch().httpPort();
    fleet = new HealthFleet(PACE, port, InstantSource.system());
    await()
        .atMost(WATCHED.multipliedBy(2).plusSeconds(30))
        .until(
            () ->
                watch.prometheus().value("count_over_time(up[1h])")
                    > WATCHED.dividedBy(PACE.of(SCRAPE_INTERVAL)));
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
    if (watch != null) {
      watch.close();
    }
    if (probed != null) {
      probed.close();
    }
  }

  private static String[] probes() {
    return new String[] {
      "toolwatch.probes.warehouse.kind=mcp",
      "toolwatch.probes.warehouse.url=" + probed.url(),
      "toolwatch.probes.warehouse.service=demo/warehouse-mcp",
      "toolwatch.probes.warehouse.interval=5s",
      "toolwatch.probes.warehouse.timeout=5s",
      "toolwatch.probes.warehouse.tls-configuration-name=probed",
      "quarkus.tls.probed.trust-all=true",
      "toolwatch.probes.port.kind=tcp",
      "toolwatch.probes.port.url=" + probed.url().replaceAll("https(.*)/mcp", "tcp$1"),
      "toolwatch.probes.port.interval=5s",
      "toolwatch.probes.port.timeout=5s",
      "toolwatch.probes.closed.kind=tcp",
      "toolwatch.probes.closed.url=tcp://127.0.0.1:" + FreePort.next(),
      "toolwatch.probes.closed.interval=5s",
      "toolwatch.probes.closed.timeout=5s",
      "toolwatch.probes.closed.failures=1",
    };
  }

  @ParameterizedTest
  @MethodSource("dev.toolwatch.operating.Dashboards#panelQueries")
  void panel_isNotEmpty(Dashboards.Query query) {
    assertAnswers(query.forEverything());
  }

  @ParameterizedTest
  @MethodSource("dev.toolwatch.operating.Dashboards#annotationQueries")
  void annotation_isAQuery(Dashboards.Query query) {
    assertThat(ask(query.forEverything())).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("variables")
  void variable_hasValues(String query) {
    assertThat(query).matches("label_values\\(.*, \\w+\\)");
    int comma = query.lastIndexOf(',');
    String label = query.substring(comma + 1, query.length() - 1).strip();
    assertThat(ask(query.substring("label_values(".length(), comma).replace("$service", ".*")))
        .isNotEmpty()
        .allMatch(series -> series.getJsonObject("metric").containsKey(label));
  }

  static Stream<String> variables() {
    return Dashboards.all().stream()
        .flatMap(dashboard -> Dashboards.variables(dashboard).stream())
        .filter(variable -> variable.getString("type").equals("query"))
        .map(variable -> variable.getString("definition"))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("records")
  void record_isThere(String name) {
    assertAnswers(name);
  }

  static List<String> records() {
    return Rules.records().keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("dev.toolwatch.operating.Rules#alerts")
  void alert_isAQuery(Rules.Alert alert) {
    assertThat(ask(alert.expression())).isNotNull();
  }

  /** One of the demo's tools fails more often than not only by chance. */
  @Test
  void demo_raisesTheAlertThatItIsMadeFor() {
    for (String alert : List.of("McpServiceErrorRateHigh", "Watchdog")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> !ask("ALERTS{alertname=\"" + alert + "\", alertstate=\"firing\"}").isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void runbooksQuery_answers(Runbooks.Block block) {
    if (block.mayBeEmpty()) {
      assertThat(ask(block.text())).isNotNull();
    } else {
      assertAnswers(block.text());
    }
  }

  static Stream<Runbooks.Block> queries() {
    return Runbooks.blocks().stream().filter(block -> block.language().equals("promql"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void runbooksCommand_runs(Runbooks.Block block) {
    Command ran =
        Command.run(Path.of("."), List.of("bash", "-o", "pipefail", "-c", here(block.text())));
    assertThat(ran.exitCode()).as(ran.output()).isZero();
    if (!block.mayBeEmpty()) {
      // CSV without rows still has its header.
      int lines = block.text().contains("text/csv") ? 2 : 1;
      assertThat(ran.output().strip().lines()).hasSizeGreaterThanOrEqualTo(lines);
    }
  }

  static Stream<Runbooks.Block> commands() {
    return Runbooks.blocks().stream().filter(block -> block.language().equals("sh"));
  }

  private static String here(String command) {
    return command
        .replace("localhost:9464", watch.toolwatch().toolwatch().management().getAuthority())
        .replace("localhost:4318", "127.0.0.1:" + watch.toolwatch().toolwatch().httpPort())
        .replace("localhost:8080", watch.toolwatch().apiAddress())
        .replace("localhost:9090", watch.prometheus().address())
        .replace("localhost:9093", watch.alertmanager().address());
  }

  private static void assertAnswers(String query) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(ask(query))
                    .anyMatch(series -> Double.isFinite(PrometheusServer.valueOf(series))));
  }

  private static List<JsonObject> ask(String query) {
    return watch.prometheus().query(PACE.of(query));
  }
}
