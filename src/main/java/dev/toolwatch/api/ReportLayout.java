package dev.toolwatch.api;

import dev.toolwatch.slo.SlaReport;
import dev.toolwatch.slo.UptimeRule;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Puts a report's figures into words and plots. */
final class ReportLayout {
  /** As many rows of each table as fit two pages; JSON has all. */
  private static final int MAX_OBJECTIVES = 8;

  private static final int MAX_INCIDENTS = 10;
  private static final int MAX_MAINTENANCE = 6;
  private static final int MAX_TOOLS = 8;

  private static final String AVAILABILITY = "availability";

  private final SlaReport report;
  private final SlaAnswer answer;
  private final ZoneId zone;
  private final List<String> left = new ArrayList<>();

  ReportLayout(SlaReport report, Instant now) {
    this.report = report;
    answer = SlaAnswer.of(report, now);
    zone = report.zone();
  }

  ReportView view() {
    SlaObjectiveRow ofAvailability = first(AVAILABILITY);
    SlaObjectiveRow ofLatency = first("latency");
    List<List<String>> incidents = incidents();
    List<List<String>> maintenance = maintenance();
    List<List<String>> objectives = objectives();
    List<List<String>> tools = tools();
    return new ReportView(
        answer.service(),
        String.join(", ", answer.formerNames()),
        ReportText.month(report.month()),
        state(),
        verdict(),
        answer.objectives().stream().allMatch(SlaObjectiveRow::met),
        cards(ofAvailability),
        uptimePlot(),
        latencyPlot(ofLatency),
        ofAvailability == null ? "" : budgetPlot(ofAvailability.objective()),
        ofAvailability == null ? "" : ofAvailability.slo(),
        ofLatency == null ? "" : ReportText.seconds(ofLatency.thresholdSeconds()),
        objectives,
        comparison(),
        incidents,
        maintenance,
        tools,
        left.isEmpty() ? "" : "Left out here, and in the JSON: " + String.join(", ", left) + ".",
        basis());
  }

  /** The first objective of all tools. */
  private SlaObjectiveRow first(String indicator) {
    return answer.objectives().stream()
        .filter(row -> row.tool() == null && row.indicator().equals(indicator))
        .findFirst()
        .orElse(null);
  }

  private String state() {
    String computed = "computed " + ReportText.time(answer.at(), zone) + ", " + answer.timeZone();
    if (answer.complete()) {
      return "Complete; " + computed;
    }
    return "Not complete: figures up to "
        + ReportText.time(report.range().to(), zone)
        + "; "
        + computed;
  }

  private String verdict() {
    SlaRow total = answer.total();
    if (total.uptimeRatio() == null) {
      return "Nothing is known of this month.";
    }
    List<String> missed =
        answer.objectives().stream().filter(row -> !row.met()).map(SlaObjectiveRow::slo).toList();
    String objectives =
        missed.isEmpty()
            ? (answer.objectives().isEmpty() ? "no objectives" : "all objectives met")
            : "missed: " + String.join(", ", missed);
    return "Up "
        + ReportText.percent(total.uptimeRatio())
        + " of the time known; "
        + objectives
        + ".";
  }

  private List<ReportView.Card> cards(SlaObjectiveRow ofAvailability) {
    SlaRow total = answer.total();
    SlaRow before = answer.previous();
    List<ReportView.Card> cards = new ArrayList<>();
    cards.add(
        new ReportView.Card(
            "Uptime",
            ReportText.percent(total.uptimeRatio()),
            ReportText.minutes(total.downMinutes())
                + " down, "
                + ReportText.minutes(total.degradedMinutes())
                + " degraded",
            ReportText.points(total.uptimeRatio(), before == null ? null : before.uptimeRatio())));
    cards.add(
        new ReportView.Card(
            "Request availability",
            ReportText.percent(total.availability()),
            ReportText.number(total.serverErrors())
                + " server errors of "
                + ReportText.number(total.operations()),
            ReportText.points(
                total.availability(), before == null ? null : before.availability())));
    cards.add(
        new ReportView.Card(
            "Latency of calls, p95",
            ReportText.seconds(total.p95Seconds()),
            "p50 "
                + ReportText.seconds(total.p50Seconds())
                + ", p99 "
                + ReportText.seconds(total.p99Seconds()),
            before == null || before.p95Seconds() == null
                ? "nothing to compare with"
                : ReportText.seconds(before.p95Seconds()) + " the month before"));
    cards.add(
        new ReportView.Card(
            "Error budget left",
            ofAvailability == null
                ? ReportText.NONE
                : ReportText.roughly(ofAvailability.budgetLeft()),
            ofAvailability == null
                ? "no objective of availability"
                : "of " + ReportText.target(ofAvailability.objective()) + " good operations",
            "of the whole month"));
    cards.add(
        new ReportView.Card(
            "Incidents",
            Integer.toString(answer.incidents().size()),
            "to detect "
                + ReportText.duration(answer.meanSecondsToDetect())
                + ", to resolve "
                + ReportText.duration(answer.meanSecondsToResolve()),
            answer.previousIncidents() == null
                ? "nothing to compare with"
                : answer.previousIncidents() + " the month before"));
    cards.add(
        new ReportView.Card(
            "Observed",
            ReportText.percent(total.observedRatio()),
            ReportText.minutes(total.unknownMinutes()) + " unknown",
            "of the minutes that count"));
    return cards;
  }

  private int days() {
    return report.month().lengthOfMonth();
  }

  private double[] byDay(ToDoubleFunction<SlaRow> value, double otherwise) {
    double[] values = new double[days()];
    Arrays.fill(values, otherwise);
    for (int day = 0; day < answer.days().size(); day++) {
      values[day] = value.applyAsDouble(answer.days().get(day));
    }
    return values;
  }

  private String uptimePlot() {
    return Plot.columns(
        "Minutes down, degraded, unknown and in maintenance by day",
        days(),
        List.of(
            new Plot.Layer("down", byDay(SlaRow::downMinutes, 0)),
            new Plot.Layer("degraded", byDay(SlaRow::degradedMinutes, 0)),
            new Plot.Layer("unknown", byDay(SlaRow::unknownMinutes, 0)),
            new Plot.Layer("maintenance", byDay(SlaRow::maintenanceMinutes, 0))),
        20,
        value -> String.format("%.0f", value));
  }

  private String latencyPlot(SlaObjectiveRow objective) {
    double threshold = objective == null ? Double.NaN : objective.thresholdSeconds();
    return Plot.lines(
        "Durations of calls by day",
        days(),
        List.of(
            new Plot.Line("p50", byDay(day -> orNan(day.p50Seconds()), Double.NaN)),
            new Plot.Line("p95", byDay(day -> orNan(day.p95Seconds()), Double.NaN)),
            new Plot.Line("p99", byDay(day -> orNan(day.p99Seconds()), Double.NaN))),
        0,
        threshold,
        value -> value == 0 ? "0" : ReportText.seconds(value));
  }

  private static double orNan(Double value) {
    return value == null ? Double.NaN : value;
  }

  /** What was left at the end of each day of the budget of the whole month's operations. */
  private String budgetPlot(double objective) {
    double budget = (1 - objective) * answer.total().operations();
    double[] left = new double[days()];
    Arrays.fill(left, Double.NaN);
    long bad = 0;
    for (int day = 0; day < answer.days().size() && budget > 0; day++) {
      bad += answer.days().get(day).serverErrors();
      left[day] = 1 - bad / budget;
    }
    return Plot.lines(
        "Error budget left at the end of each day",
        days(),
        List.of(new Plot.Line("budget", left)),
        0,
        0,
        value -> String.format("%.0f %%", value * 100));
  }

  private <T> List<T> cut(List<T> rows, int most, String name) {
    if (rows.size() > most) {
      left.add(rows.size() - most + " " + name);
    }
    return rows.subList(0, Math.min(most, rows.size()));
  }

  private List<List<String>> objectives() {
    return cut(answer.objectives(), MAX_OBJECTIVES, "objectives").stream()
        .map(
            row ->
                List.of(
                    row.tool() == null ? row.slo() : row.slo() + " (" + row.tool() + ")",
                    row.thresholdSeconds() == null
                        ? "operations without server error"
                        : "calls within " + ReportText.seconds(row.thresholdSeconds()),
                    ReportText.target(row.objective()),
                    ReportText.percent(row.ratio()),
                    ReportText.number(row.bad()) + " of " + ReportText.number(row.events()),
                    ReportText.roughly(row.budgetLeft()),
                    row.events() == 0 ? "no events" : row.met() ? "met" : "missed"))
        .toList();
  }

  private List<List<String>> comparison() {
    SlaRow now = answer.total();
    SlaRow before = answer.previous();
    if (before == null) {
      return List.of();
    }
    return List.of(
        List.of(
            "Uptime",
            ReportText.percent(now.uptimeRatio()),
            ReportText.percent(before.uptimeRatio())),
        List.of(
            "Down",
            ReportText.minutes(now.downMinutes()),
            ReportText.minutes(before.downMinutes())),
        List.of(
            "Request availability",
            ReportText.percent(now.availability()),
            ReportText.percent(before.availability())),
        List.of(
            "Operations",
            ReportText.number(now.operations()),
            ReportText.number(before.operations())),
        List.of("Durations of calls, p50, p95, p99", durations(now), durations(before)),
        List.of(
            "Incidents",
            Integer.toString(answer.incidents().size()),
            Integer.toString(answer.previousIncidents())),
        List.of(
            "Observed",
            ReportText.percent(now.observedRatio()),
            ReportText.percent(before.observedRatio())));
  }

  private static String durations(SlaRow row) {
    return ReportText.seconds(row.p50Seconds())
        + ", "
        + ReportText.seconds(row.p95Seconds())
        + ", "
        + ReportText.seconds(row.p99Seconds());
  }

  /** The longest, in the order of time. */
  private List<List<String>> incidents() {
    List<SlaIncidentRow> longest =
        answer.incidents().stream()
            .sorted(
                Comparator.comparingInt(
                    (SlaIncidentRow row) -> -row.downMinutes() - row.degradedMinutes()))
            .toList();
    return cut(longest, MAX_INCIDENTS, "shorter incidents").stream()
        .sorted(Comparator.comparing(SlaIncidentRow::from))
        .map(
            row ->
                List.of(
                    ReportText.time(row.from(), zone),
                    row.ongoing() ? "goes on" : ReportText.time(row.to(), zone),
                    ReportText.minutes(row.downMinutes()),
                    ReportText.minutes(row.degradedMinutes()),
                    orNone(String.join(", ", row.errorTypes())),
                    orNone(String.join(", ", row.tools())),
                    ReportText.duration(row.secondsToDetect()),
                    ReportText.duration(row.secondsToResolve())))
        .toList();
  }

  private static String orNone(String text) {
    return text.isEmpty() ? ReportText.NONE : text;
  }

  private List<List<String>> maintenance() {
    return cut(answer.maintenance(), MAX_MAINTENANCE, "maintenance windows").stream()
        .map(
            row ->
                List.of(
                    ReportText.time(row.from(), zone),
                    ReportText.time(row.to(), zone),
                    row.reason(),
                    row.createdBy()))
        .toList();
  }

  private List<List<String>> tools() {
    return cut(answer.tools(), MAX_TOOLS, "tools").stream()
        .map(
            row ->
                List.of(
                    row.tool(),
                    ReportText.number(row.calls()),
                    ReportText.number(row.serverErrors()),
                    ReportText.percent(row.errorRatio()),
                    ReportText.seconds(row.p50Seconds()),
                    ReportText.seconds(row.p95Seconds())))
        .toList();
  }

  private List<String> basis() {
    SlaRow total = answer.total();
    UptimeRule rule = answer.rule();
    YearMonth month = report.month();
    List<String> basis = new ArrayList<>();
    basis.add(
        "All operations that the service's telemetry told of, summed up by the minute they ended in."
            + " Months and days are those of "
            + answer.timeZone()
            + "; "
            + ReportText.month(month)
            + " has "
            + ReportText.number(minutes(total))
            + (answer.complete() ? " minutes." : " minutes so far."));
    basis.add(
        "A minute is down from "
            + ReportText.roughly(rule.downRatio())
            + " server errors on and degraded from "
            + ReportText.roughly(rule.degradedRatio())
            + " on, if there are "
            + rule.minimumFailures()
            + " at least; with fewer than "
            + rule.minimumOperations()
            + " operations the minutes before it count as well. Degraded counts as up.");
    basis.add(
        "Unknown is neither up nor down: "
            + ReportText.minutes(total.unknownMinutes())
            + ", after "
            + rule.silence()
            + " minutes of silence, or with no Toolwatch there to count.");
    basis.add(
        "Agreed maintenance is left out of uptime, operations and objectives: "
            + ReportText.minutes(total.maintenanceMinutes())
            + " with "
            + ReportText.number(total.maintenanceOperations())
            + " operations. Durations and tools are of all calls.");
    if (total.absentMinutes() > 0) {
      basis.add(
          "The service was first seen "
              + ReportText.minutes(total.absentMinutes())
              + " into the month; what was before is left out.");
    }
    basis.add(
        "Counts are exact; percentiles are within 1.1 % over ten octaves. Times to detect and to"
            + " resolve are from the first bad minute to the first alert received and the last"
            + " alert's end, of incidents that alerts told of.");
    return basis;
  }

  private static long minutes(SlaRow total) {
    return Duration.between(total.from(), total.to()).toMinutes();
  }
}
