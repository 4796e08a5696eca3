package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.errors.Failure;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports of made months against what was put into them, to the minute. */
class SlaReportTest {
  private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
  private static final Map<String, String> UTC = Map.of();

  @TempDir Path directory;

  private static Instant at(String time) {
    return Instant.parse(time + ":00Z");
  }

  private static boolean within(Instant minute, String from, String to) {
    return !minute.isBefore(at(from)) && minute.isBefore(at(to));
  }

  private static SlaReport report(MadeTime time, String service, YearMonth month) {
    return time.reports.report(ServiceId.of(service), month, time.clock.instant()).orElseThrow();
  }

  private static Maintenance maintenance(String service, String from, String to) {
    return new Maintenance(
        service + from,
        ServiceId.of(service),
        at(from),
        at(to),
        "update",
        "ann",
        at(from),
        null,
        null);
  }

  /** Ten operations a minute, and what goes wrong in October. */
  private static long[] october(Instant minute) {
    if (within(minute, "2026-10-05T10:00", "2026-10-05T10:47")) {
      return new long[] {10, 10};
    }
    if (within(minute, "2026-10-09T14:00", "2026-10-09T15:30")) {
      return new long[] {20, 2};
    }
    if (within(minute, "2026-10-12T03:30", "2026-10-12T04:20")) {
      return new long[] {10, 9};
    }
    if (within(minute, "2026-10-20T12:00", "2026-10-20T13:00")) {
      return new long[] {0, 0};
    }
    return new long[] {10, 0};
  }

  @Test
  void madeMonth_isRightToTheMinute() {
    try (MadeTime time = new MadeTime(directory, at("2026-09-01T00:00"), UTC)) {
      Map<String, MadeTime.Traffic> traffic = Map.of("orders", SlaReportTest::october);
      time.pass(Duration.between(at("2026-09-01T00:00"), at("2026-10-15T08:00")), traffic);
      time.passUnseen(Duration.ofMinutes(7));
      assertThat(
              time.maintenance()
                  .add(maintenance("orders", "2026-10-12T02:00", "2026-10-12T04:00"), "10.0.0.7"))
          .isEmpty();
      time.pass(Duration.between(time.clock.instant(), at("2026-11-02T02:00")), traffic);
      SlaReport report = report(time, "orders", OCTOBER);

      int down = 47 + 20;
      int unknown = 7 + 50;
      int counted = 31 * 1440 - 120 - unknown;
      assertThat(report.total().states())
          .isEqualTo(new StateCount(counted - down - 90, 90, down, unknown, 120, 0, 0));
      assertThat(report.complete()).isTrue();
      long silent = 7 + 60;
      long operations = (31 * 1440 - 120 - silent) * 10L + 90 * 10;
      EventCount expected = new EventCount(operations, 47 * 10 + 90 * 2 + 20 * 9);
      assertThat(report.total().operations()).isEqualTo(expected);
      assertThat(report.total().maintained()).isEqualTo(new EventCount(120 * 10, 30 * 9));
      assertThat(report.total().objectives())
          .extracting(ObjectiveResult::count)
          .containsExactly(expected, expected);
      assertThat(report.total().objectives())
          .extracting(ObjectiveResult::isMet)
          .containsExactly(false, true);

      assertThat(report.incidents())
          .extracting(ReportedIncident::range)
          .containsExactly(
              new Range(at("2026-10-05T10:00"), at("2026-10-05T10:47")),
              new Range(at("2026-10-09T14:00"), at("2026-10-09T15:30")),
              new Range(at("2026-10-12T04:00"), at("2026-10-12T04:20")));
      assertThat(report.maintenance()).hasSize(1);
      assertThat(report.previous().states()).isEqualTo(new StateCount(30 * 1440, 0, 0, 0, 0, 0, 0));
      assertThat(report.days()).hasSize(31);
      assertThat(report.days().get(4).states().down()).isEqualTo(47);
      assertThat(report.days().get(11).states().maintenance()).isEqualTo(120);
      assertThat(report.tools())
          .extracting(ToolFigures::tool, tool -> tool.calls().serverErrors())
          .containsExactly(org.assertj.core.groups.Tuple.tuple("find", 47 * 10L + 180 + 50 * 9));
      assertThat(report.total().calls().total()).isEqualTo(operations + 120 * 10);

      // Three months later only the ledger knows the minutes: nothing changes.
      time.clock.advance(Duration.ofDays(120));
      time.store().maintain();
      SlaReport later = report(time, "orders", OCTOBER);
      assertThat(later.total().states()).isEqualTo(report.total().states());
      assertThat(later.incidents())
          .extracting(ReportedIncident::range)
          .isEqualTo(report.incidents().stream().map(ReportedIncident::range).toList());
      assertThat(later.total().calls().total()).isEqualTo(report.total().calls().total());
    }
  }

  private static final MadeTime.Traffic STEADY = minute -> new long[] {6, 0};

  @Test
  void monthInProgress_countsWhatHasPassed() {
    try (MadeTime time = new MadeTime(directory, at("2026-10-01T00:00"), UTC)) {
      time.pass(Duration.ofHours(60), Map.of("orders", STEADY));
      SlaReport report = report(time, "orders", OCTOBER);
      assertThat(report.total().states()).isEqualTo(new StateCount(60 * 60, 0, 0, 0, 0, 0, 0));
      assertThat(report.complete()).isFalse();
      assertThat(report.previous()).isNull();
      assertThat(report.days()).hasSize(3);
    }
  }

  @Test
  void monthWithoutData_isUnknown_andOneBeforeTheService_isAbsent() {
    try (MadeTime time = new MadeTime(directory, at("2026-09-30T00:00"), UTC)) {
      time.pass(Duration.ofDays(1), Map.of("orders", STEADY));
      time.pass(Duration.ofDays(32), Map.of("orders", minute -> new long[] {0, 0}));
      StateCount october = report(time, "orders", OCTOBER).total().states();
      assertThat(october).isEqualTo(new StateCount(10, 0, 0, 31 * 1440 - 10, 0, 0, 0));
      StateCount august = report(time, "orders", YearMonth.of(2026, 8)).total().states();
      assertThat(august.absent()).isEqualTo(31 * 1440);
      assertThat(august.expected()).isZero();
      assertThat(time.reports.report(ServiceId.of("nobody"), OCTOBER, time.clock.instant()))
          .isEmpty();
    }
  }

  @Test
  void serviceThatAppears_isCountedFromThenOn() {
    try (MadeTime time = new MadeTime(directory, at("2026-10-01T00:00"), UTC)) {
      MadeTime.Traffic appears =
          minute -> minute.isBefore(at("2026-10-11T12:00")) ? new long[] {0, 0} : STEADY.at(minute);
      time.pass(Duration.ofDays(31), Map.of("orders", STEADY, "wiki", appears));
      StateCount states = report(time, "wiki", OCTOBER).total().states();
      int absent = 10 * 1440 + 720;
      assertThat(states).isEqualTo(new StateCount(31 * 1440 - absent, 0, 0, 0, 0, absent, 0));
    }
  }

  @Test
  void renamedService_hasOneReport_ofBothNames() {
    Map<String, String> formerly = Map.of("toolwatch.slo.formerly.\"orders\"", "shop");
    try (MadeTime time = new MadeTime(directory, at("2026-10-01T00:00"), formerly)) {
      Instant renamed = at("2026-10-11T12:00");
      MadeTime.Traffic old =
          minute -> minute.isBefore(renamed) ? STEADY.at(minute) : new long[] {0, 0};
      MadeTime.Traffic present =
          minute -> minute.isBefore(renamed) ? new long[] {0, 0} : new long[] {6, 6};
      time.pass(Duration.ofDays(31), Map.of("shop", old, "orders", present));
      int before = 10 * 1440 + 720;
      assertThat(report(time, "orders", OCTOBER).total().states())
          .isEqualTo(new StateCount(before, 0, 31 * 1440 - before, 0, 0, 0, 0));
      assertThat(report(time, "orders", OCTOBER).names())
          .containsExactly(ServiceId.of("orders"), ServiceId.of("shop"));
      assertThat(time.reports.services()).containsExactly(ServiceId.of("orders"));
      // The old name by itself goes silent.
      assertThat(report(time, "shop", OCTOBER).total().states())
          .isEqualTo(new StateCount(before + 10, 0, 0, 31 * 1440 - before - 10, 0, 0, 0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-10, 44700",
    "Europe/Berlin, 2026-03, 44580",
    "America/New_York, 2026-11, 43260",
    "America/New_York, 2026-03, 44580",
    "UTC, 2028-02, 41760",
    "UTC, 2026-02, 40320",
    "Asia/Kolkata, 2026-10, 44640",
  })
  void months_haveTheMinutesOfTheirZone(String zone, YearMonth month, int minutes) {
    ZoneId of = ZoneId.of(zone);
    Instant start = month.atDay(1).atStartOfDay(of).toInstant();
    Instant end = month.plusMonths(1).atDay(1).atStartOfDay(of).toInstant();
    Map<String, String> settings = Map.of("toolwatch.slo.time-zone", zone);
    // The first and the last minute of the month are down, those around it too.
    MadeTime.Traffic edges =
        minute -> {
          boolean edge =
              Duration.between(minute, start).abs().toMinutes() <= 1
                  || Duration.between(minute, end).abs().toMinutes() <= 1;
          return new long[] {6, edge ? 6 : 0};
        };
    try (MadeTime time = new MadeTime(directory, start.minus(Duration.ofHours(5)), settings)) {
      time.pass(
          Duration.between(time.clock.instant(), end.plus(Duration.ofHours(2))),
          Map.of("orders", edges));
      SlaReport report = report(time, "orders", month);
      assertThat(report.total().states()).isEqualTo(new StateCount(minutes - 3, 0, 3, 0, 0, 0, 0));
      assertThat(report.days()).hasSize(month.lengthOfMonth());
      LocalDate last = month.atEndOfMonth();
      assertThat(report.days().get(report.days().size() - 1).range().from())
          .isEqualTo(last.atStartOfDay(of).toInstant());
      assertThat(report.days().stream().mapToLong(day -> day.states().counted()).sum())
          .isEqualTo(minutes);
    }
  }

  @Test
  void threeReplicas_oneOfThemAway_isStillObserved() {
    try (MadeTime time = new MadeTime(directory, at("2026-10-01T00:00"), UTC)) {
      time.restart(3);
      time.pass(Duration.ofDays(3), Map.of("orders", STEADY));
      time.restart(2);
      time.pass(Duration.ofDays(3), Map.of("orders", SlaReportTest::october));
      SlaReport report = report(time, "orders", OCTOBER);
      assertThat(report.total().states())
          .isEqualTo(new StateCount(6 * 1440 - 47, 0, 47, 0, 0, 0, 0));
      assertThat(report.total().operations().events()).isEqualTo(3 * 1440 * 6 + 3 * 1440 * 10);
    }
  }

  @Test
  void ticketsAlone_tellWhenAnIncidentWasResolved() {
    try (MadeTime time = new MadeTime(directory, at("2026-10-05T00:00"), UTC)) {
      time.pass(Duration.ofDays(1), Map.of("orders", SlaReportTest::october));
      time.alerts().add(List.of(ticket("f", "2026-10-05T10:30"), ticket("g", "2026-10-05T10:50")));
      assertThat(report(time, "orders", OCTOBER).incidents().get(0).timeToResolve())
          .isEqualTo(Duration.ofMinutes(50));
      time.alerts().add(List.of(ticket("h", null)));
      assertThat(report(time, "orders", OCTOBER).incidents().get(0).timeToResolve()).isNull();
    }
  }

  private static Alert ticket(String fingerprint, String ends) {
    return new Alert(
        fingerprint,
        at("2026-10-05T10:05"),
        ServiceId.of("orders"),
        "Burn",
        "ticket",
        at("2026-10-05T10:06"),
        ends == null ? null : at(ends));
  }

  @Test
  void alerts_tellWhenAnIncidentWasDetectedAndResolved() {
    try (MadeTime time = new MadeTime(directory, at("2026-10-05T00:00"), UTC)) {
      time.pass(Duration.ofDays(5), Map.of("orders", SlaReportTest::october));
      time.alerts()
          .add(
              List.of(
                  new Alert(
                      "f",
                      at("2026-10-05T10:02"),
                      ServiceId.of("orders"),
                      "Burn",
                      "page",
                      at("2026-10-05T10:04"),
                      at("2026-10-05T10:52")),
                  new Alert(
                      "g",
                      at("2026-10-05T10:05"),
                      ServiceId.of("orders"),
                      "Burn",
                      "ticket",
                      at("2026-10-05T10:06"),
                      null),
                  new Alert(
                      "h",
                      at("2026-10-05T11:55"),
                      ServiceId.of("orders"),
                      "Else",
                      "page",
                      at("2026-10-05T11:56"),
                      null)));
      long minute = at("2026-10-05T10:10").getEpochSecond() / 60;
      time.failures()
          .add(
              Map.of(
                  new Failure(minute, ServiceId.of("orders"), "find", "timeout"),
                  3L,
                  new Failure(minute, ServiceId.of("orders"), "list", "denied"),
                  5L,
                  new Failure(minute + 600, ServiceId.of("orders"), "other", "later"),
                  9L),
              1);
      SlaReport report = report(time, "orders", OCTOBER);
      ReportedIncident first = report.incidents().get(0);
      assertThat(first.timeToDetect()).isEqualTo(Duration.ofMinutes(4));
      assertThat(first.timeToResolve()).isEqualTo(Duration.ofMinutes(52));
      assertThat(first.errorTypes()).containsExactly("denied", "timeout");
      assertThat(first.tools()).containsExactly("list", "find");
      assertThat(first.down()).isEqualTo(47);
      assertThat(report.incidents().get(1).timeToDetect()).isNull();
      assertThat(report.meanTimeToDetect()).isEqualTo(Duration.ofMinutes(4));
      assertThat(report.meanTimeToResolve()).isEqualTo(Duration.ofMinutes(52));
    }
  }
}
