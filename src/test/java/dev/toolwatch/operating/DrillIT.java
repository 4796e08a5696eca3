package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.PrometheusServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The drill in short: each fault once and Toolwatch killed at the end, twenty-five times faster than
 * shipped. {@code bench/drill.sh} measures at the pace of the clock.
 */
@Tag("jar")
@Tag("servers")
@Timeout(240)
class DrillIT {
  private static final Pace PACE = new Pace(25);
  private static final double MTTD_SECONDS = 300;

  /** Silence is told from a pause after five minutes at the earliest. */
  private static final double SILENCE_SECONDS = 480;

  @TempDir Path directory;

  @Test
  void faults_pageOnceEach_inTime_andResolve_andNobodyElseIsPaged() throws IOException {
    List<Fault> faults =
        List.of(Fault.FAILING_TOOL, Fault.SLOW_TOOL, Fault.DEAD_DEPENDENCY, Fault.SILENT);
    List<String> servers = List.of("failing", "slow", "bereft", "silent", "sound");
    try (Drill drill = new Drill(directory, PACE, servers)) {
      List<Incident> incidents = drill.incidents(faults);
      assertThat(incidents).allMatch(incident -> incident.pages() == 1);
      assertThat(incidents.subList(0, 3))
          .allMatch(incident -> incident.secondsToPage() < MTTD_SECONDS);
      assertThat(incidents.get(3).secondsToPage()).isLessThan(SILENCE_SECONDS);
      assertThat(drill.fleet().refused()).isZero();
      assertToolwatchIsTold(drill, incidents);
      assertBudgetsBurnt(drill.watch().prometheus());
      assertThat(drill.watch().alertmanager().complaints()).isEmpty();

      assertThat(drill.killed()).isLessThan(MTTD_SECONDS);
      assertThat(drill.pages())
          .map(Page::component)
          .containsExactlyInAnyOrder("failing", "slow", "bereft", "silent", "toolwatch");

      StandIn receivers = drill.watch().receivers();
      assertThat(receivers.faults()).isEmpty();
      assertPagesSayWhat(receivers);
      assertOthersAreTold(receivers);
    }
  }

  private static void assertPagesSayWhat(StandIn receivers) {
    JsonObject page =
        receivers.deliveries("pagerduty").stream()
            .map(Delivery::body)
            .filter(event -> event.getString("event_action").equals("trigger"))
            .filter(event -> component(event).equals("failing"))
            .findFirst()
            .orElseThrow();
    JsonObject payload = page.getJsonObject("payload");
    assertThat(payload.getString("severity")).isEqualTo("critical");
    assertThat(payload.getString("summary")).matches("failing: .*% of .*fail.*");
    assertThat(payload.getJsonObject("custom_details").getString("alerts")).contains("find");
    assertThat(page.getJsonArray("links"))
        .map(link -> ((JsonObject) link).getString("text"))
        .containsExactly("Runbook", "Dashboard");
  }

  private static String component(JsonObject event) {
    return event.getJsonObject("payload").getString("component");
  }

  /** Opsgenie like PagerDuty, Slack of the dead dependency. */
  private static void assertOthersAreTold(StandIn receivers) {
    assertThat(receivers.deliveries("opsgenie"))
        .filteredOn(delivery -> delivery.path().equals("/v2/alerts"))
        .map(delivery -> delivery.body().getString("entity"))
        .contains("failing", "slow", "bereft", "silent");
    assertThat(receivers.deliveries("opsgenie"))
        .anyMatch(delivery -> delivery.path().contains("/close"));
    assertThat(receivers.deliveries("slack"))
        .map(delivery -> delivery.body().encode())
        .anyMatch(body -> body.matches(".*bereft: [0-9.]+% of calls to postgresql fail.*"));
  }

  /** Within the page that there was in any case. */
  private static void assertBudgetsBurnt(PrometheusServer prometheus) {
    assertThat(
            prometheus.query(
                "last_over_time(ALERTS{alertname=\"McpErrorBudgetBurnsFast\","
                    + " alertstate=\"firing\"}[1h])"))
        .map(series -> series.getJsonObject("metric"))
        .map(labels -> labels.getString("service_name") + " " + labels.getString("slo"))
        .contains("failing availability", "slow find", "bereft availability");
  }

  /** Servers that failed have one incident each in the month's report, which knows of the alerts. */
  private static void assertToolwatchIsTold(Drill drill, List<Incident> incidents) {
    for (Incident incident : List.of(incidents.get(0), incidents.get(2))) {
      await()
          .atMost(Duration.ofSeconds(65)) // Reports are of whole minutes.
          .untilAsserted(
              () ->
                  assertThat(drill.reported(incident))
                      .singleElement()
                      .satisfies(DrillIT::assertDetectedAndResolved));
    }
  }

  private static void assertDetectedAndResolved(JsonObject incident) {
    assertThat(incident.getJsonArray("tools")).contains("find");
    assertThat(incident.getDouble("seconds_to_detect")).isBetween(0.0, MTTD_SECONDS);
    assertThat(incident.getDouble("seconds_to_resolve"))
        .isGreaterThan(incident.getDouble("seconds_to_detect"));
  }
}
