package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which alerts keep which others from being sent, as a real Alertmanager sees it. */
@Tag("servers")
class InhibitionTest {
  private static final Duration START = Duration.ofSeconds(30);

  @TempDir static Path directory;

  private static StandIn receivers;
  private static AlertmanagerServer alertmanager;
  private static int cases;

  @BeforeAll
  static void start() {
    receivers =
        new StandIn(
            Map.of(
                "pagerduty", new PagerDuty(),
                "opsgenie", new Opsgenie(),
                "slack", new Slack()),
            InstantSource.system());
    alertmanager =
        new AlertmanagerServer(
            directory.resolve("alertmanager"), new Pace(1), receivers, "toolwatch.invalid:8080");
    await().atMost(START).until(alertmanager::isReady);
  }

  @AfterAll
  static void stop() {
    if (alertmanager != null) {
      alertmanager.close();
    }
    receivers.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "McpServiceSilent service=a | McpToolErrorRateHigh service=a | true",
        "McpServiceSilent service=a | McpToolErrorRateHigh service=b | false",
        "McpServerDown service=a probe=p | McpServiceSilent service=a | true",
        "McpServerDown service=a probe=p | McpServiceErrorRateHigh service=a | true",
        "McpServerDown service=a probe=p | McpProbeFailing service=a probe=p | true",
        "McpServerDown service=a probe=p | McpServerDown service=a probe=q | false",
        "McpServerDown service=a probe=p | McpServiceSilent service=b | false",
        "McpServerDown service=a probe=p | McpProbeFailing dependency=d probe=q | false",
        "McpServiceSilent service=a | McpServerDown service=a probe=p | false",
        "McpServiceSilent service=a | McpDependencyDown service=a dependency=d | true",
        "McpDependencyDown service=a dependency=d | McpToolErrorRateHigh service=a | true",
        "McpDependencyDown service=a dependency=d | McpToolLatencyHigh service=a | true",
        "McpDependencyDown service=a dependency=d | McpToolErrorRateHigh service=b | false",
        "McpDependencyDown service=a dependency=d | McpServiceErrorRateHigh service=a | false",
        "McpDependencyDown service=a dependency=d | McpDependencyFailing service=a dependency=d | true",
        "McpDependencyDown service=a dependency=d | McpDependencySlow service=a dependency=d | true",
        "McpDependencyDown service=a dependency=d | McpDependencyFailing service=a dependency=e | false",
        "McpDependencyDown service=a dependency=d | McpProbeFailing dependency=d probe=p | true",
        "McpDependencyDown service=a dependency=d | McpProbeFailing dependency=e probe=p | false",
        "McpDependencyDown service=a dependency=d | McpProbeFailing service=a probe=p | false",
        "McpDependencyDown service=a dependency=d | McpProbeTokenRefused probe=p | false",
      })
  void cause_inhibitsItsSymptoms(String cause, String symptom, boolean inhibited) {
    int number = ++cases;
    Map<String, String> told = alert(symptom, number);
    // Alerts are taken in their order: when the last one is inhibited, the first ones are known.
    Map<String, String> last = alert("McpErrorBudgetBurnsSlowly slo=s", number);
    alertmanager.raise(
        List.of(alert(cause, number), told, alert("McpErrorBudgetBurnsFast slo=s", number), last));
    await().until(() -> alertmanager.inhibited().contains(last));
    assertThat(alertmanager.inhibited().contains(told)).isEqualTo(inhibited);
  }

  /** Labels whose values no other case has. */
  private static Map<String, String> alert(String words, int number) {
    Map<String, String> labels = new HashMap<>();
    for (String word : words.split(" ", -1)) {
      String[] label = word.split("=", 2);
      if (label.length == 1) {
        labels.put("alertname", word);
      } else {
        String name = label[0].equals("service") ? "service_name" : label[0];
        labels.put(name, label[1] + number);
      }
    }
    return labels;
  }
}
