package dev.toolwatch.operating;

import static dev.toolwatch.operating.Yaml.map;
import static dev.toolwatch.operating.Yaml.maps;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Alertmanager's configuration, read by its own tool. */
class AlertRoutesTest {
  private static final String CONFIG = "alertmanager/alertmanager.yml";

  @TempDir Path directory;

  @Test
  @Tag("servers")
  void configuration_isValid() {
    Command checked = Command.run("amtool", "check-config", CONFIG);
    assertThat(checked.output()).contains("SUCCESS").contains("1 templates");
    assertThat(checked.exitCode()).isZero();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  @Tag("servers")
  void alert_goesWhereItsSeverityAndItsServiceSay(Rules.Alert alert) {
    boolean own = "toolwatch".equals(alert.labels().get("component"));
    String expected =
        switch (alert.severity()) {
          case "page" -> own ? "toolwatch,pages-platform" : "toolwatch,pages";
          case "ticket" -> "toolwatch,tickets";
          case "none" -> "heartbeat";
          default -> throw new AssertionError(alert.severity());
        };
    List<String> labels = new ArrayList<>(List.of("alertname=" + alert.name()));
    alert.labels().forEach((name, value) -> labels.add(name + "=" + value));
    if (!own) {
      labels.add("service_name=acme/issues-mcp");
    }
    assertRoute(expected, labels);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "toolwatch,pages-data | severity=page service_name=acme/warehouse-mcp",
        "toolwatch,pages-data | severity=page service_name=acme/knowledge-mcp",
        "toolwatch,pages      | severity=page service_name=warehouse-mcp",
        "toolwatch,tickets    | severity=ticket service_name=acme/warehouse-mcp",
        "tickets              | alertname=OfSomebodyElse",
      })
  @Tag("servers")
  void service_hasARouteOfItsOwn(String receivers, String labels) {
    assertRoute(receivers, List.of(labels.split(" ", -1)));
  }

  private static void assertRoute(String receivers, List<String> labels) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "amtool",
                "config",
                "routes",
                "test",
                "--config.file=" + CONFIG,
                "--verify.receivers=" + receivers));
    command.addAll(labels);
    Command tested = Command.run(Path.of("."), command);
    assertThat(tested.exitCode()).as(tested.output()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title   | orders: 5 % of operations fail (and 1 more)",
        "subject | acme/orders",
        "text    | Resolved: It took too long.",
        "text    | Runbook: http://runbooks.example/A.md",
        "text    | Since 2026-11-22 21:00:00 UTC",
      })
  @Tag("servers")
  void template_saysWhatIsWrong(String template, String expected) throws IOException {
    Path data = directory.resolve("alerts.json");
    Files.writeString(
        data,
        """
        {"status": "firing", "alerts": [
          {"status": "firing", "startsAt": "2026-11-22T21:00:00Z",
           "labels": {"alertname": "A", "service_name": "acme/orders", "severity": "page"},
           "annotations": {"summary": "orders: 5 % of operations fail", "description": "They do.",
             "runbook_url": "http://runbooks.example/A.md", "dashboard_url": "http://grafana.example/d/a"}},
          {"status": "resolved", "startsAt": "2026-11-22T20:00:00Z",
           "labels": {"alertname": "B", "service_name": "acme/orders", "severity": "page"},
           "annotations": {"summary": "orders: slow", "description": "It took too long."}}]}
        """);
    Command rendered =
        Command.run(
            "amtool",
            "template",
            "render",
            "--template.glob=alertmanager/templates/*.tmpl",
            "--template.text={{ template \"toolwatch." + template + "\" . }}",
            "--template.data=" + data);
    assertThat(rendered.output()).contains(expected);
    assertThat(rendered.exitCode()).isZero();
  }

  @Test
  void secrets_areFiles_andNoneIsKeptHere() throws IOException {
    String config = Files.readString(Path.of(CONFIG));
    assertThat(config)
        .doesNotContainPattern("(?m)^\\s*(routing_key|api_key|api_url|auth_password):");
    assertThat(config).contains("_file: /etc/alertmanager/secrets/");
    try (Stream<Path> kept = Files.list(Path.of("alertmanager", "secrets"))) {
      assertThat(kept.map(file -> file.getFileName().toString())).containsExactly(".gitignore");
    }
  }

  @Test
  void inhibition_namesAlertsThatThereAre() {
    Map<String, Object> config = Yaml.read(Path.of(CONFIG));
    List<String> names = alerts().stream().map(Rules.Alert::name).toList();
    List<String> patterns =
        maps(config.get("inhibit_rules")).stream()
            .flatMap(rule -> Stream.of(rule.get("source_matchers"), rule.get("target_matchers")))
            .flatMap(matchers -> ((List<?>) matchers).stream())
            .map(matcher -> matcher.toString().replaceAll("^alertname!?=~?\"|\"$", ""))
            .toList();
    assertThat(patterns)
        .isNotEmpty()
        .allSatisfy(
            pattern ->
                assertThat(pattern.split("\\|", -1))
                    .allMatch(name -> names.stream().anyMatch(known -> known.matches(name))));
  }

  @Test
  void receivers_areNamedByRoutes_orReadyToBe() {
    Map<String, Object> config = Yaml.read(Path.of(CONFIG));
    List<String> receivers =
        maps(config.get("receivers")).stream()
            .map(receiver -> receiver.get("name").toString())
            .toList();
    assertThat(receivers).contains("pages-opsgenie", "tickets-email").containsAll(named(config));
  }

  private static List<String> named(Map<String, Object> config) {
    return routes(map(config.get("route")))
        .map(route -> route.get("receiver").toString())
        .collect(Collectors.toList());
  }

  private static Stream<Map<String, Object>> routes(Map<String, Object> route) {
    Object children = route.getOrDefault("routes", List.of());
    return Stream.concat(
        Stream.of(route), maps(children).stream().flatMap(AlertRoutesTest::routes));
  }

  static List<Rules.Alert> alerts() {
    return Rules.alerts();
  }
}
