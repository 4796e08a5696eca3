package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownSettingsTest {
  private static final SettingNames NAMES = SettingNames.of(DocumentedPage.SETTINGS.text());

  private static List<String> lines(String name, String value) {
    return UnknownSettings.lines(Map.of(name, value), NAMES);
  }

  @ParameterizedTest
  @CsvSource({
    "TOOLWATCH_STORE_FLUSH_INTERVALL, TOOLWATCH_STORE_FLUSH_INTERVAL",
    "TOOLWATCH_FLUSH_INTERVAL, TOOLWATCH_STORE_FLUSH_INTERVAL",
    "TOOLWATCH_OTLP_HTPP_PORT, TOOLWATCH_OTLP_HTTP_PORT",
    "TOOLWATCH_HOSTS, TOOLWATCH_HOST",
    "TOOLWATCH_AUTH_TOKENS_CI_ROLLS, TOOLWATCH_AUTH_TOKENS_CI_ROLES",
    "TOOLWATCH_AUTH_TOKENS_CI_RUNNER_TOKE, TOOLWATCH_AUTH_TOKENS_CI_RUNNER_TOKEN",
    "TOOLWATCH_SLO_OBJECTIVES_SWIFT_TRESHOLD, TOOLWATCH_SLO_OBJECTIVES_SWIFT_THRESHOLD",
    "toolwatch.sotre.path, toolwatch.store.path",
    "toolwatch.slo.timezone, toolwatch.slo.time-zone",
    "toolwatch.auth.tokens.ci.rolls, toolwatch.auth.tokens.ci.roles",
  })
  void misspelt_isNamedWithTheNearest(String given, String meant) {
    assertThat(lines(given, "5s"))
        .singleElement()
        .asString()
        .startsWith(given + " is not a setting")
        .endsWith("Did you mean " + meant + "?")
        .doesNotContain("5s");
  }

  /** The source of variables lists each as a property as well. */
  @Test
  void variableAndItsProperty_areOneLine() {
    Map<String, String> given =
        Map.of("TOOLWATCH_STORE_PAHT", "x", "toolwatch.store.paht", "x", "TOOLWATCH_HOST", "::1");
    assertThat(UnknownSettings.lines(given, NAMES))
        .singleElement()
        .asString()
        .startsWith("TOOLWATCH_STORE_PAHT");
  }

  @Test
  void likeNothing_isNamedWithThePageOfAll() {
    assertThat(lines("TOOLWATCH_COLOUR_OF_THE_DOOR", "red"))
        .singleElement()
        .asString()
        .contains("TOOLWATCH_COLOUR_OF_THE_DOOR", "docs/reference/settings.md")
        .doesNotContain("Did you mean");
  }

  @Test
  void everySettingOfTheTable_isKnown_asPropertyAndAsVariable() {
    Map<String, String> given = new HashMap<>();
    for (List<String> row : DocumentedPage.SETTINGS.table("setting")) {
      given.put(DocumentedPage.plain(row.get(0)).replace("*", "my-own"), "x");
      given.put(DocumentedPage.plain(row.get(1)).replace("*", "MY_OWN"), "x");
    }
    given.put("toolwatch.users.attributes[1]", "user.id");
    given.put("TOOLWATCH_USERS_ATTRIBUTES_1_", "user.id");
    given.put("toolwatch.slo.formerly.\"a.b\"", "c");
    assertThat(UnknownSettings.lines(given, NAMES)).isEmpty();
  }

  /** What Kubernetes adds to the environment where there is a Service named toolwatch. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOOLWATCH_SERVICE_HOST",
        "TOOLWATCH_SERVICE_PORT",
        "TOOLWATCH_SERVICE_PORT_OTLP_GRPC",
        "TOOLWATCH_PORT",
        "TOOLWATCH_PORT_4317_TCP",
        "TOOLWATCH_PORT_4317_TCP_PROTO",
        "TOOLWATCH_API_SERVICE_HOST",
        "TOOLWATCH_API_PORT_8080_TCP_ADDR",
      })
  void linkOfAService_isNotMeant(String name) {
    assertThat(lines(name, "tcp://10.96.0.17:4317")).isEmpty();
  }

  @Test
  void others_areNotMeant() {
    assertThat(lines("PATH", "/bin")).isEmpty();
    assertThat(lines("quarkus.http.port", "1")).isEmpty();
  }

  @Test
  void thousands_areTwentyLinesAndTheNumberOfTheRest() {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < 5000; i++) {
      given.put("TOOLWATCH_NONE_" + i, "x");
    }
    given.put("TOOLWATCH_" + "LONG".repeat(30_000), "x");
    assertThat(UnknownSettings.lines(given, NAMES))
        .hasSize(21)
        .allMatch(line -> line.length() < 300)
        .last()
        .isEqualTo("4981 more names are not settings either");
  }
}
