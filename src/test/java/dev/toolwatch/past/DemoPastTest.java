package dev.toolwatch.past;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.toolwatch.demo.Story;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.slo.MadeTime;
import dev.toolwatch.slo.SlaReport;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store answers after the demo has filled it, as the API asks it. */
class DemoPastTest {
  private static final Instant NOW = Instant.parse("2026-11-26T09:20:30Z");
  private static final Instant MINUTE = NOW.truncatedTo(ChronoUnit.MINUTES);
  private static final ServiceId ISSUES = ServiceId.of("demo/issues-mcp");

  /** With fewer users than the demo has. */
  private static final long MOST_BYTES = 60_000_000;

  @TempDir private static Path directory;
  private static MadeTime made;
  private static boolean filled;

  @BeforeAll
  static void fill() {
    made = new MadeTime(directory, NOW, Map.of());
    filled = past().fill();
  }

  @AfterAll
  static void close() {
    made.close();
  }

  private static DemoPast past() {
    return MadePast.of(made.store().transactions(), made, made.clock);
  }

  private static Range last(Duration from, Duration to) {
    return new Range(MINUTE.minus(from), MINUTE.minus(to));
  }

  private static Range days(int from, int to) {
    Instant midnight = NOW.truncatedTo(ChronoUnit.DAYS);
    return new Range(midnight.minus(Duration.ofDays(from)), midnight.minus(Duration.ofDays(to)));
  }

  private static Map<Series, Rollup> all(Range range) {
    Map<Series, Rollup> series = new HashMap<>();
    made.store().history().operations(range, Filter.services()).forEach(series::put);
    made.store().history().operations(range, Filter.tools(null)).forEach(series::put);
    return series;
  }

  private static long operations(Range range) {
    return made.store().history().operations(range, Filter.services()).values().stream()
        .mapToLong(Rollup::total)
        .sum();
  }

  private static Rollup tool(String service, String tool, Range range) {
    return made.store()
        .history()
        .operations(range, Filter.tools(null))
        .getOrDefault(new Series(ServiceId.of(service), "tools/call", tool), Rollup.EMPTY);
  }

  private static double p95(Rollup rollup) {
    return rollup.durations().quantile(0.95, rollup.zeroes());
  }

  /** There were fewer users than today, and there are weekends. */
  static void assertRate(long operations) {
    assertThat((double) operations)
        .isCloseTo(90 * 86_400 * MadePast.RATE * 0.7, withPercentage(15));
  }

  @Test
  void fillsThreeMonths_withinBounds() throws IOException {
    assertThat(filled).isTrue();
    assertRate(operations(days(100, 0)));
    assertThat(Files.size(directory.resolve("toolwatch.db"))).isLessThan(MOST_BYTES);
  }

  @Test
  void everyService_isMarkedAsMadeUp() {
    assertThat(all(days(90, 0)).keySet())
        .allMatch(series -> series.service().name().startsWith("demo/"));
    assertThat(made.reports()).allMatch(service -> service.startsWith("demo/"));
  }

  @Test
  void hoursAndDays_haveTheSameOperations() {
    Range yesterday = days(1, 0);
    Map<Series, Rollup> day = all(yesterday);
    Map<Series, Long> byHour = new HashMap<>();
    for (int hour = 0; hour < 24; hour++) {
      Instant from = yesterday.from().plus(Duration.ofHours(hour));
      all(new Range(from, from.plus(Duration.ofHours(1))))
          .forEach((series, rollup) -> byHour.merge(series, rollup.total(), Long::sum));
    }
    assertThat(byHour).isNotEmpty();
    day.forEach((series, rollup) -> assertThat(byHour.get(series)).isEqualTo(rollup.total()));
  }

  @Test
  void users_haveMadeAllOperations() {
    Range yesterday = days(1, 0);
    Map<ServiceId, Long> byUser = new TreeMap<>();
    made.store()
        .history()
        .forEachUserCounts(
            yesterday,
            null,
            (service, counts) ->
                byUser.put(
                    service,
                    counts.others()
                        + counts.operations().values().stream().mapToLong(Long::longValue).sum()));
    made.store()
        .history()
        .operations(yesterday, Filter.services())
        .forEach((series, sum) -> assertThat(byUser.get(series.service())).isEqualTo(sum.total()));
  }

  @Test
  void tools_growDeclineBeginAndEnd() {
    Range now = days(30, 0);
    Range before = days(60, 30);
    double growth =
        (double) tool("demo/code-mcp", "create_branch", now).total()
            / tool("demo/code-mcp", "create_branch", before).total();
    double decline =
        (double) tool("demo/customers-mcp", "list_opportunities", now).total()
            / tool("demo/customers-mcp", "list_opportunities", before).total();
    assertThat(growth).isGreaterThan(1.2);
    assertThat(decline).isLessThan(0.85);
    assertThat(tool(ISSUES.name(), "transition_issue", before).total()).isZero();
    assertThat(tool(ISSUES.name(), "transition_issue", now).total()).isPositive();
    assertThat(tool(ISSUES.name(), "export_issues", before).total()).isPositive();
    assertThat(tool(ISSUES.name(), "export_issues", now).total()).isZero();
  }

  @Test
  void aDeployment_madeAToolSlow_andAnotherOneMadeOneFail() {
    assertThat(p95(tool("demo/knowledge-mcp", "answer_question", days(20, 18))))
        .isLessThan(p95(tool("demo/knowledge-mcp", "answer_question", days(5, 0))) / 2);
    Rollup before = tool("demo/warehouse-mcp", "export_report", days(20, 10));
    Rollup after = tool("demo/warehouse-mcp", "export_report", days(5, 0));
    assertThat((double) before.serverErrors() / before.total()).isLessThan(0.002);
    assertThat((double) after.serverErrors() / after.total()).isCloseTo(0.2, within(0.01));
  }

  @Test
  void users_comeLeaveAndReturn() {
    List<Set<Long>> weeks =
        made.store().history().samples(days(90, 0), null).values().stream()
            .map(DemoPastTest::users)
            .toList();
    assertThat(weeks).hasSizeGreaterThan(12);
    Set<Long> first = weeks.get(0);
    Set<Long> last = weeks.get(weeks.size() - 1);
    Set<Long> ever = new TreeSet<>();
    weeks.forEach(ever::addAll);
    assertThat(last).hasSize(MadePast.USERS);
    assertThat(first).isNotEqualTo(last);
    assertThat(ever).hasSize(MadePast.USERS + MadePast.USERS / 5);
    assertThat(last).anyMatch(user -> !first.contains(user));
    assertThat(first).anyMatch(user -> !last.contains(user));
    assertThat(last)
        .anyMatch(
            user -> first.contains(user) && weeks.stream().anyMatch(week -> !week.contains(user)));
  }

  private static Set<Long> users(UserSample sample) {
    LongBuffer users = ByteBuffer.wrap(sample.toBytes()).asLongBuffer();
    Set<Long> set = new TreeSet<>();
    while (users.hasRemaining()) {
      set.add(users.get());
    }
    return set;
  }

  @Test
  void clients_haveNamesAndVersions_andAreUpdated() {
    Set<String> now = clients(days(5, 0));
    Set<String> before = clients(days(60, 50));
    assertThat(now)
        .anyMatch(client -> client.startsWith("desk-assistant 3."))
        .hasSizeGreaterThan(3);
    assertThat(before).isNotEmpty().noneMatch(client -> client.startsWith("desk-assistant 3."));
  }

  private static Set<String> clients(Range range) {
    Set<String> clients = new TreeSet<>();
    made.store()
        .history()
        .forEachClient(
            range, null, (client, use) -> clients.add(client.name() + " " + client.version()));
    return clients;
  }

  @Test
  void sessions_areThere_ofPastDaysAndOfToday() {
    for (Range range : List.of(days(30, 0), last(Duration.ofHours(9), Duration.ZERO))) {
      made.store()
          .history()
          .sessions(List.of(range), null)
          .get(0)
          .forEach(
              (service, sessions) -> {
                assertThat(sessions.sessions()).as(service.name()).isPositive();
                assertThat(sessions.sumSeconds()).isPositive();
              });
    }
  }

  @Test
  void lastMonthsReport_hasTheOutageItsAlertAndTheMaintenance() {
    SlaReport report = made.report(ISSUES.name(), YearMonth.of(2026, 10));
    assertThat(report.incidents()).hasSizeBetween(2, 4);
    assertThat(report.incidents())
        .anySatisfy(
            incident -> {
              assertThat(incident.down()).isGreaterThan(30);
              assertThat(incident.timeToDetect()).isEqualTo(Duration.ofMinutes(3));
              assertThat(incident.resolved()).isNotNull();
              assertThat(incident.errorTypes()).contains("timeout");
              assertThat(incident.tools()).contains("get_issue");
            });
    assertThat(report.incidents()).anyMatch(incident -> incident.detected() == null);
    assertThat(report.maintenance()).hasSize(1);
    assertThat(report.total().maintained().events()).isPositive();
    assertThat(report.total().states().unknown()).isZero();
    assertThat(report.previous()).isNotNull();
    Rollup month =
        made.store()
            .history()
            .operations(report.range(), Filter.services())
            .get(Series.whole(ISSUES));
    assertThat(report.total().operations().events() + report.total().maintained().events())
        .isEqualTo(month.total());
  }

  @Test
  void countersOfMetrics_doNotCountIt() {
    assertThat(made.totals()).hasSize(6);
    assertThat(made.totals().values()).allMatch(total -> total == 0);
  }

  /** The last minutes are as busy as the demo is from now on. */
  @Test
  void itJoinsTheTrafficToCome() {
    Story story = new Story(MadePast.RATE, MadePast.USERS, 42, NOW);
    double rate =
        story.services().stream()
            .mapToDouble(
                service ->
                    service.rate(NOW)
                        * Arrays.stream(service.shares(LocalDate.of(2026, 11, 26))).sum())
            .sum();
    // All users but for the calls of missing tools, one in a hundred.
    assertThat(rate).isCloseTo(MadePast.RATE * 2 * 0.99, withPercentage(5));
    double past = operations(last(Duration.ofMinutes(10), Duration.ZERO)) / 600d;
    assertThat(past).isCloseTo(rate, withPercentage(5));
  }

  @Test
  void sameDay_sameStory(@TempDir Path other) {
    Instant later = NOW.plus(Duration.ofHours(2));
    try (MadeTime again = new MadeTime(other, later, Map.of())) {
      assertThat(MadePast.of(again.store().transactions(), again, again.clock).fill()).isTrue();
      for (Range range : List.of(days(90, 0), days(3, 2))) {
        assertThat(figures(again.store(), range)).isEqualTo(figures(made.store(), range));
      }
    }
  }

  private static Map<Series, Long> figures(Store store, Range range) {
    return store.history().operations(range, Filter.tools(null)).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().total()));
  }

  @Test
  void whatComesNow_isAddedToTheHourAndDayThatGoOn(@TempDir Path other) {
    try (MadeTime live = new MadeTime(other, NOW, Map.of())) {
      assertThat(MadePast.of(live.store().transactions(), live, live.clock).fill()).isTrue();
      Range today = new Range(NOW.truncatedTo(ChronoUnit.DAYS), NOW.plus(Duration.ofHours(30)));
      Series whole = Series.whole(ISSUES);
      long before = live.store().history().operations(today, Filter.services()).get(whole).total();
      live.store().add(Batches.operations(NOW, whole, Batches.rollup(7, 0.1)), 1);
      live.clock.advance(Duration.ofHours(20));
      live.store().maintain();
      live.store().maintain();
      assertThat(live.store().history().operations(today, Filter.services()).get(whole).total())
          .isEqualTo(before + 7);
      // Days later it is started again.
      live.clock.advance(Duration.ofDays(4));
      assertThat(MadePast.of(live.store().transactions(), live, live.clock).fill()).isFalse();
    }
  }

  @Test
  void aStoreThatHasData_keepsWhatItHas(@TempDir Path other) {
    try (MadeTime used = new MadeTime(other, NOW, Map.of())) {
      Series own = Series.whole(ServiceId.of("orders-mcp"));
      used.store().add(Batches.operations(NOW, own, Batches.rollup(1, 0.1)), 1);
      assertThat(MadePast.of(used.store().transactions(), used, used.clock).fill()).isFalse();
      assertThat(used.store().history().operations(days(90, -1), Filter.services()))
          .containsOnlyKeys(own);
    }
  }
}
