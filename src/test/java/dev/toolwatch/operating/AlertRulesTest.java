package dev.toolwatch.operating;

import static dev.toolwatch.operating.Yaml.map;
import static dev.toolwatch.operating.Yaml.maps;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prometheus' configuration and rules, read by its own tool and held to what every alert needs. */
class AlertRulesTest {
  private static final Path TESTS = Path.of("prometheus", "tests");
  private static final Path GUIDE = Path.of("docs", "alerts.md");

  @Test
  @Tag("servers")
  void configuration_isValid() {
    Command checked =
        Command.run(Path.of("prometheus"), promtool("check", "config", "prometheus.yml"));
    assertThat(checked.output()).contains("SUCCESS").doesNotContain("FAILED");
    assertThat(checked.exitCode()).isZero();
  }

  @ParameterizedTest
  @MethodSource("ruleFiles")
  @Tag("servers")
  void rules_areValid_andNoneStandsTwice(Path rules) {
    Command checked = Command.run(Path.of("."), promtool("check", "rules", rules.toString()));
    assertThat(checked.output()).contains("SUCCESS").doesNotContain("duplicate");
    assertThat(checked.exitCode()).isZero();
  }

  /** All files at once: together they take a minute and a half of one processor. */
  @Test
  @Tag("servers")
  void alerts_fireAndStayQuiet_asTheirUnitTestsSay() {
    List<Command> tested =
        testFiles().parallelStream()
            .map(file -> Command.run(Path.of("."), promtool("test", "rules", file.toString())))
            .toList();
    assertThat(tested)
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.exitCode()).as(one.output()).isZero());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alert_hasSeverityTextAndLinks(Rules.Alert alert) {
    assertThat(alert.severity()).isIn("page", "ticket", "none");
    assertThat(alert.annotations())
        .containsOnlyKeys("summary", "description", "dashboard_url", "runbook_url");
    assertThat(alert.annotations().get("runbook_url"))
        .isEqualTo("{{ $externalLabels.runbooks }}/" + alert.name() + ".md");
    assertThat(Path.of("runbooks", alert.name() + ".md")).exists();
    assertThat(Dashboards.uids()).contains(dashboard(alert));
  }

  private static String dashboard(Rules.Alert alert) {
    Pattern link = Pattern.compile("^\\{\\{ \\$externalLabels\\.grafana }}/d/([a-z-]+)(\\?.*)?$");
    return link.matcher(alert.annotations().get("dashboard_url"))
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElse("");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alert_isTestedForFiring_andForStayingQuiet(Rules.Alert alert) {
    List<Boolean> fires =
        testFiles().stream()
            .flatMap(file -> maps(Yaml.read(file).get("tests")).stream())
            .flatMap(test -> maps(test.get("alert_rule_test")).stream())
            .filter(check -> alert.name().equals(check.get("alertname")))
            .map(check -> !maps(check.get("exp_alerts")).isEmpty())
            .distinct()
            .toList();
    // One that always fires is never quiet.
    List<Boolean> both = alert.severity().equals("none") ? List.of(true) : List.of(true, false);
    assertThat(fires).containsExactlyInAnyOrderElementsOf(both);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alert_standsInTheGuide(Rules.Alert alert) throws IOException {
    assertThat(Files.readString(GUIDE)).contains("### " + alert.name() + "\n");
  }

  @Test
  void runbooksOfAlerts_haveAnAlert() {
    Set<String> names = alerts().stream().map(Rules.Alert::name).collect(Collectors.toSet());
    // The others are of failures and named in small letters.
    assertThat(Runbooks.names())
        .filteredOn(name -> Character.isUpperCase(name.charAt(0)))
        .isSubsetOf(names);
  }

  @Test
  void records_ofRules_areThere() {
    Set<String> recorded = Rules.records().keySet();
    Set<String> used =
        Stream.concat(
                Rules.records().values().stream(), alerts().stream().map(Rules.Alert::expression))
            .flatMap(
                expression ->
                    Pattern.compile("[a-z_]+:[a-z_]+:[a-z0-9_]+").matcher(expression).results())
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    assertThat(recorded).containsAll(used);
  }

  @Test
  void links_areFilledIn() {
    Object labels =
        map(Yaml.read(Path.of("prometheus", "prometheus.yml")).get("global"))
            .get("external_labels");
    assertThat(map(labels)).containsOnlyKeys("grafana", "runbooks");
  }

  static List<Path> ruleFiles() {
    return Rules.files();
  }

  static List<Rules.Alert> alerts() {
    return Rules.alerts();
  }

  static List<Path> testFiles() {
    try (Stream<Path> files = Files.list(TESTS)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> promtool(String... arguments) {
    return Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
  }
}
