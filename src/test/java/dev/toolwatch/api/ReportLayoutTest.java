package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.slo.EventCount;
import dev.toolwatch.slo.SlaFigures;
import dev.toolwatch.slo.SlaReport;
import dev.toolwatch.slo.StateCount;
import dev.toolwatch.slo.ToolFigures;
import dev.toolwatch.slo.UptimeRule;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page says of a month, as text. */
class ReportLayoutTest {
  private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
  private static final Instant NOW = Instant.parse("2026-12-05T00:00:00Z");
  private static final int DAY = 1_440;
  private static final StateCount ABSENT = new StateCount(0, 0, 0, 0, 0, DAY, 0);

  private static Range day(int day) {
    Instant from = NOVEMBER.atDay(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    return new Range(from, from.plus(Duration.ofDays(1)));
  }

  private static SlaFigures figures(Range range, StateCount states, EventCount operations) {
    return new SlaFigures(range, states, operations, EventCount.NONE, calls(0, 0), List.of(), 0);
  }

  private static Rollup calls(long ok, long failed) {
    return new Rollup(ok, 0, failed, 0, ok + failed, ExponentialCounts.EMPTY, UserSketch.EMPTY);
  }

  private static ReportView view(
      StateCount total, EventCount operations, List<SlaFigures> days, ToolFigures... tools) {
    Range month = new Range(day(1).from(), day(30).to());
    SlaReport report =
        new SlaReport(
            ServiceId.of("orders"),
            List.of(ServiceId.of("orders")),
            NOVEMBER,
            ZoneOffset.UTC,
            month,
            true,
            figures(month, total, operations),
            null,
            days,
            List.of(),
            List.of(),
            List.of(tools),
            new UptimeRule(0.5, 0.05, 5, 2, 10, 5),
            "Acme");
    return new ReportLayout(report, NOW).view();
  }

  @Test
  void everyMinuteDegraded_headlineHasAvailabilityFirst_andTheDegradedPart() {
    ReportView view = view(new StateCount(0, 7, 0, 0, 0, 0, 0), new EventCount(35, 6), List.of());
    assertThat(view.verdict())
        .isEqualTo(
            "82.9 % of operations without server error; up 100 %, 100 % degraded, of the time known;"
                + " no objectives.");
    assertThat(view.cards().get(0).label()).isEqualTo("Request availability");
    assertThat(view.cards().get(0).value()).isEqualTo("82.9 %");
    assertThat(view.cards().get(1).label()).isEqualTo("Uptime, of it degraded");
    assertThat(view.cards().get(1).value()).isEqualTo("100 %, 100 %");
    assertThat(view.provider()).isEqualTo("Acme");
    assertThat(view.period()).endsWith("in the time zone Z");
  }

  @Test
  void daysBeforeTheService_areDrawnAsAbsent_andOtherDaysAreNot() {
    List<SlaFigures> days = new ArrayList<>();
    for (int day = 1; day <= 30; day++) {
      StateCount half = new StateCount(DAY / 2, 0, 0, 0, 0, DAY / 2, 0);
      StateCount up = new StateCount(DAY, 0, 0, 0, 0, 0, 0);
      days.add(figures(day(day), day < 3 ? ABSENT : day == 3 ? half : up, EventCount.NONE));
    }
    String plot = view(new StateCount(1, 0, 0, 0, 0, 1, 0), EventCount.NONE, days).uptimePlot();
    assertThat(plot.split("class=\"absent\"", -1)).hasSize(1 + 3);
    assertThat(plot).contains("width=\"22.2\"").contains("width=\"11.1\"");
  }

  @Test
  void monthOfWhichNothingIsKnown_isAbsentThroughout() {
    List<SlaFigures> days = new ArrayList<>();
    for (int day = 1; day <= 30; day++) {
      days.add(figures(day(day), ABSENT, EventCount.NONE));
    }
    ReportView view = view(new StateCount(0, 0, 0, 0, 0, 30 * DAY, 0), EventCount.NONE, days);
    assertThat(view.verdict()).isEqualTo("Nothing is known of this month.");
    assertThat(view.uptimePlot().split("class=\"absent\"", -1)).hasSize(1 + 30);
    assertThat(view.cards()).extracting(ReportView.Card::value).doesNotContain("100 %");
  }

  @Test
  void toolsWithMostErrors_haveNoneWithout_andUnknownIsExplained() {
    ReportView view =
        view(
            new StateCount(7, 0, 0, 0, 0, 0, 0),
            new EventCount(35, 6),
            List.of(),
            new ToolFigures("find", calls(10, 6)),
            new ToolFigures("__unknown__", calls(3, 1)),
            new ToolFigures("ship", calls(20, 0)));
    assertThat(view.tools()).extracting(row -> row.get(0)).containsExactly("find", "__unknown__");
    assertThat(view.basis()).anyMatch(line -> line.startsWith("__unknown__ stands for"));
  }
}
