package dev.toolwatch.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.BatchHistory;
import dev.toolwatch.testing.FleetCall;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UsageGaugesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final SettableTime time = new SettableTime(NOW);
  private final UsageFixture fixture = new UsageFixture();

  private UsageGauges gauges(ZoneId zone, int maxSeries) {
    return new UsageGauges(
        new UsageFixture.Settings(zone, 1, 1, 1),
        Cardinalities.of(maxSeries, 1),
        new BatchHistory(Batch.EMPTY, zone),
        time);
  }

  private void use(String tool, long user, Instant end) {
    fixture.record(
        new FleetCall(
            "orders",
            "tools/call",
            tool,
            Outcome.OK,
            user,
            "",
            "",
            "",
            end.toEpochMilli(),
            1_000_000));
  }

  private static Instant daysAgo(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  private static Map<String, Double> shown(UsageGauges gauges, String name) {
    Map<String, Double> shown = new TreeMap<>();
    for (MetricFamily family : gauges.families().toCompletableFuture().join()) {
      if (family.name().equals(name)) {
        family.samples().stream()
            .map(GaugeSample.class::cast)
            .forEach(sample -> shown.put(text(sample.labels()), sample.value()));
      }
    }
    return shown;
  }

  private static String text(Labels labels) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < labels.size(); i++) {
      text.append(i == 0 ? "" : " ").append(labels.value(i));
    }
    return text.toString();
  }

  private void refresh(UsageGauges gauges, ZoneId zone) {
    gauges.refresh(new BatchHistory(fixture.handOver(), zone));
  }

  @Test
  void windows_areCalendarDaysThatEndWithTheCurrentOne() {
    use("find", 1, NOW);
    use("find", 2, Instant.parse("2026-11-22T00:00:00Z"));
    use("find", 3, Instant.parse("2026-11-21T23:59:59Z"));
    use("find", 4, Instant.parse("2026-11-16T00:00:00Z"));
    use("find", 5, Instant.parse("2026-11-15T23:59:59Z"));
    use("find", 6, Instant.parse("2026-10-24T00:00:00Z"));
    use("find", 7, Instant.parse("2026-10-23T23:59:59Z"));
    UsageGauges gauges = gauges(ZoneOffset.UTC, 1000);
    refresh(gauges, ZoneOffset.UTC);
    assertThat(shown(gauges, "mcp_active_users"))
        .isEqualTo(Map.of("orders 1d", 2.0, "orders 7d", 4.0, "orders 30d", 6.0));
  }

  @Test
  void windows_followTheTimeZone() {
    ZoneId auckland = ZoneId.of("Pacific/Auckland");
    // It is one o'clock of the 23rd there.
    use("find", 1, NOW);
    use("find", 2, Instant.parse("2026-11-22T10:59:59Z"));
    UsageGauges gauges = gauges(auckland, 1000);
    refresh(gauges, auckland);
    assertThat(shown(gauges, "mcp_active_users"))
        .isEqualTo(Map.of("orders 1d", 1.0, "orders 7d", 2.0, "orders 30d", 2.0));
  }

  @Test
  void noOperationNamesItsUser_usersAreAbsent_notZero() {
    use("find", 0, NOW);
    use("find", 0, daysAgo(3));
    UsageGauges gauges = gauges(ZoneOffset.UTC, 1000);
    refresh(gauges, ZoneOffset.UTC);
    assertThat(shown(gauges, "mcp_active_users")).isEmpty();
    assertThat(shown(gauges, "mcp_tool_active_users")).isEmpty();
    assertThat(shown(gauges, "mcp_tool_adoption_ratio")).isEmpty();
    assertThat(shown(gauges, "mcp_server_sessions_active")).containsKey("orders");
  }

  @Test
  void noOperationOfToday_isNoUser_andAToolThatNamesNoneIsAbsent() {
    use("find", 1, daysAgo(3));
    use("ship", 0, daysAgo(3));
    UsageGauges gauges = gauges(ZoneOffset.UTC, 1000);
    refresh(gauges, ZoneOffset.UTC);
    assertThat(shown(gauges, "mcp_active_users"))
        .isEqualTo(Map.of("orders 1d", 0.0, "orders 7d", 1.0, "orders 30d", 1.0));
    assertThat(shown(gauges, "mcp_tool_active_users"))
        .isEqualTo(Map.of("orders find 1d", 0.0, "orders find 7d", 1.0, "orders find 30d", 1.0));
  }

  @Test
  void adoption_isTheToolsShareOfTheServicesUsers() {
    for (long user = 1; user <= 4; user++) {
      use("find", user, NOW);
    }
    use("ship", 1, daysAgo(3));
    use("ship", 9, daysAgo(3));
    UsageGauges gauges = gauges(ZoneOffset.UTC, 1000);
    refresh(gauges, ZoneOffset.UTC);
    assertThat(shown(gauges, "mcp_tool_active_users"))
        .containsEntry("orders find 1d", 4.0)
        .containsEntry("orders ship 7d", 2.0)
        .doesNotContainEntry("orders ship 1d", 2.0);
    assertThat(shown(gauges, "mcp_tool_adoption_ratio"))
        .containsEntry("orders find 1d", 1.0)
        .containsEntry("orders find 7d", 0.8)
        .containsEntry("orders ship 7d", 0.4)
        .containsEntry("orders ship 30d", 0.4);
  }

  @Test
  void sessions_active_areThoseWithoutAPause() {
    use("find", 1, NOW.minus(Duration.ofMinutes(30)));
    use("find", 2, NOW.minus(Duration.ofMinutes(30)).minusMillis(1));
    use("find", 3, NOW);
    UsageGauges gauges = gauges(ZoneOffset.UTC, 1000);
    refresh(gauges, ZoneOffset.UTC);
    assertThat(shown(gauges, "mcp_server_sessions_active")).isEqualTo(Map.of("orders", 2.0));
  }

  @Test
  void moreToolsThanSeries_thoseOfFewestUsersAreOne() {
    for (int tool = 1; tool <= 20; tool++) {
      for (long user = 1; user <= tool; user++) {
        use("tool-" + tool, 100L * tool + user, NOW);
      }
    }
    UsageGauges gauges = gauges(ZoneOffset.UTC, 9);
    refresh(gauges, ZoneOffset.UTC);
    Map<String, Double> shown = shown(gauges, "mcp_tool_active_users");
    assertThat(shown)
        .hasSize(9)
        .containsEntry("orders tool-20 1d", 20.0)
        .containsEntry("orders tool-19 1d", 19.0)
        .containsEntry("orders __other__ 1d", 171.0);
  }

  @Test
  void refresh_isDueNowAndThenOnly() {
    use("find", 1, NOW);
    UsageGauges gauges = gauges(ZoneOffset.UTC, 1000);
    BatchHistory history = new BatchHistory(fixture.handOver(), ZoneOffset.UTC);
    gauges.refresh(history);
    int once = history.reads();
    time.advance(Duration.ofSeconds(29));
    gauges.refresh(history);
    assertThat(history.reads()).isEqualTo(once);
    time.advance(Duration.ofSeconds(1));
    gauges.refresh(history);
    assertThat(history.reads()).isEqualTo(2 * once);
  }

  @Test
  void storeThatIsAway_nothingIsShown_afterAWhile() {
    use("find", 1, NOW);
    UsageGauges gauges = gauges(ZoneOffset.UTC, 1000);
    assertThat(gauges.families().toCompletableFuture().join()).isEqualTo(List.of());
    refresh(gauges, ZoneOffset.UTC);
    time.advance(Duration.ofMinutes(5));
    assertThat(shown(gauges, "mcp_active_users")).isNotEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(gauges.families().toCompletableFuture().join()).isEqualTo(List.of());
  }
}
