package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The drill in short: each fault once and Toolwatch killed at the end, twenty-five times faster than
 * shipped. {@code bench/drill.sh} measures at the pace of the clock.
 */
@Tag("servers")
@Timeout(180)
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

      assertThat(drill.killed()).isLessThan(MTTD_SECONDS);
      assertThat(drill.pages())
          .map(Page::component)
          .containsExactlyInAnyOrder("failing", "slow", "bereft", "silent", "toolwatch");

      StandIn receivers = drill.watch().receivers();
      assertThat(receivers.faults()).isEmpty();
      assertThat(drill.watch().alertmanager().complaints()).isEmpty();
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

  /** Opsgenie like PagerDuty, Slack of the dead dependency, Toolwatch's webhook of everything. */
  private static void assertOthersAreTold(StandIn receivers) {
    assertThat(receivers.deliveries("opsgenie"))
        .filteredOn(delivery -> delivery.path().equals("/v2/alerts"))
        .map(delivery -> delivery.body().getString("entity"))
        .contains("failing", "slow", "bereft", "silent");
    assertThat(receivers.deliveries("opsgenie"))
        .anyMatch(delivery -> delivery.path().contains("/close"));
    assertThat(receivers.deliveries("slack"))
        .anyMatch(delivery -> delivery.body().encode().contains("postgresql fails bereft"));
    assertThat(receivers.deliveries("toolwatch"))
        .map(delivery -> delivery.body().getString("status"))
        .contains("firing", "resolved");
  }
}
