package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is told of errors finds the list of their groups, with parameters that the API has. */
class ErrorGroupLinksTest {
  private static final Pattern LINK = Pattern.compile("/api/v1/errors\\?([^'\"\\s\\\\]+)");

  private static final Set<String> PARAMETERS =
      Set.of("service", "tool", "status", "from", "order", "limit");
  private static final Set<String> ORDERS = Set.of("events", "last_seen", "users");
  private static final Set<String> STATUS = Set.of("open", "resolved", "ignored", "regressed");

  /** The query of each link, of alerts, dashboards and runbooks. */
  static List<String> queries() {
    Stream<String> alerts =
        Rules.alerts().stream()
            // A template has spaces of its own.
            .map(alert -> alert.annotations().get("description").replace(" | ", "|"))
            .map(text -> text.replaceAll("\\{\\{ *([^ }]+) *}}", "$1"));
    Stream<String> dashboards = Dashboards.all().stream().map(dashboard -> dashboard.encode());
    Stream<String> runbooks = Runbooks.names().stream().map(Runbooks::text);
    return Stream.of(alerts, dashboards, runbooks)
        .flatMap(texts -> texts)
        .flatMap(text -> LINK.matcher(text).results())
        .map(link -> link.group(1))
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void link_asksWhatTheApiKnows(String query) {
    for (String parameter : query.split("&", -1)) {
      List<String> parts = Arrays.asList(parameter.split("=", -1));
      assertThat(parts).hasSize(2);
      assertThat(parts.get(0)).isIn(PARAMETERS);
      assertThat(parts.get(1)).isNotEmpty();
      if (parts.get(0).equals("order")) {
        assertThat(parts.get(1)).isIn(ORDERS);
      } else if (parts.get(0).equals("status")) {
        assertThat(parts.get(1)).isIn(STATUS);
      }
    }
  }

  @Test
  void alertsOfErrors_nameTheListOfTheirGroups() {
    Set<String> linked =
        Rules.alerts().stream()
            .filter(
                alert ->
                    alert
                        .annotations()
                        .get("description")
                        .contains("/api/v1/errors?service={{ $labels.service_name | urlquery }}&"))
            .map(Rules.Alert::name)
            .collect(Collectors.toSet());
    assertThat(linked)
        .containsExactlyInAnyOrder(
            "McpServiceErrorRateHigh",
            "McpToolErrorRateHigh",
            "McpErrorGroupNew",
            "McpErrorGroupRegressed");
  }

  @Test
  void runbooksOfErrors_beginWithTheTopGroups() {
    assertThat(List.of("high-error-rate", "McpServiceErrorRateHigh", "McpToolErrorRateHigh"))
        .map(
            name ->
                Runbooks.blocks().stream()
                    .filter(block -> block.runbook().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .text())
        .allMatch(text -> text.contains("/api/v1/errors?service=demo/warehouse-mcp"))
        .allMatch(text -> text.contains("order=events"));
  }
}
