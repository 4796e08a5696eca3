package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of runbooks. That what stands in them runs is shown by {@link QueriesIT}. */
class RunbooksTest {
  private static final List<String> SECTIONS =
      List.of(
          "Meaning",
          "Impact",
          "First five minutes",
          "Queries and commands",
          "Likely causes",
          "Mitigation",
          "Escalation",
          "After the incident");

  static List<String> runbooks() {
    return Runbooks.names();
  }

  @Test
  void commonFailures_haveRunbooks() {
    assertThat(Runbooks.names())
        .contains(
            "high-error-rate",
            "high-latency",
            "downtime",
            "dependency-down",
            "data-missing",
            "cardinality",
            "store",
            "on-call-handover");
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void sections_areAllThere_inOrder_andNotEmpty(String name) {
    String text = Runbooks.text(name);
    assertThat(text).startsWith("# " + name);
    assertThat(
            Pattern.compile("(?m)^## (.*)\\n\\n\\S")
                .matcher(text)
                .results()
                .map(match -> match.group(1)))
        .containsExactlyElementsOf(SECTIONS);
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void blocks_areQueriesOrCommands(String name) {
    assertThat(Runbooks.blocks())
        .filteredOn(block -> block.runbook().equals(name))
        .isNotEmpty()
        .allMatch(block -> block.language().equals("promql") || block.language().equals("sh"));
  }

  /** With -f, curl keeps quiet about why something is refused or not ready. */
  @ParameterizedTest
  @MethodSource("runbooks")
  void commands_showTheAnswerOfAFailure(String name) {
    assertThat(Runbooks.text(name)).doesNotContainPattern("curl (-\\S+ )*-[a-zA-Z]*f");
  }

  /** The matchers of the command that makes a silence. */
  private static Map<String, String> silence(String runbook) {
    Map<String, String> matchers = new HashMap<>();
    Pattern.compile("(?m)silence add .*--duration=\\w+ (.*)$")
        .matcher(Runbooks.text(runbook))
        .results()
        .flatMap(
            command ->
                Pattern.compile("'?(\\w+)=(~?)([^ ']+)'?").matcher(command.group(1)).results())
        .forEach(
            matcher ->
                matchers.put(
                    matcher.group(1),
                    matcher.group(2).isEmpty()
                        ? Pattern.quote(matcher.group(3))
                        : matcher.group(3)));
    return matchers;
  }

  @Test
  void silenceOfATool_matchesThePageThatIsSent_andNoOtherService() {
    Map<String, String> silence = silence("McpToolErrorRateHigh");
    assertThat(silence).containsOnlyKeys("service_name", "alertname");
    assertThat("demo/warehouse-mcp").matches(silence.get("service_name"));
    assertThat("demo/other-mcp").doesNotMatch(silence.get("service_name"));
    // The service's page inhibits the tool's, and has no tool among its labels.
    for (String page :
        List.of("McpServiceErrorRateHigh", "McpToolErrorRateHigh", "McpErrorBudgetBurnsFast")) {
      assertThat(page).matches(silence.get("alertname"));
    }
    assertThat("McpServiceSilent").doesNotMatch(silence.get("alertname"));
  }

  @Test
  void handover_endsSilencesOfOnePersonOnly_andEachSilenceHasItsAuthor() {
    assertThat(Runbooks.blocks())
        .filteredOn(block -> block.text().contains("silence add"))
        .hasSizeGreaterThan(2)
        .allMatch(block -> block.text().contains("--author=\"$(whoami)\""));
    assertThat(Runbooks.text("on-call-handover"))
        .contains("silence query --created-by=\"$(whoami)\" --quiet")
        .doesNotContain("created-by=on-call");
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void links_leadSomewhere(String name) {
    assertThat(
            Pattern.compile("\\]\\(([^)#]+)\\)|\\b(docs/[a-z/]+\\.md)")
                .matcher(Runbooks.text(name))
                .results()
                .map(
                    match ->
                        match.group(1) == null
                            ? Path.of(match.group(2))
                            : Runbooks.DIRECTORY.resolve(match.group(1))))
        .allMatch(Files::exists);
  }
}
