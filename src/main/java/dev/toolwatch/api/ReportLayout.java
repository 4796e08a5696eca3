package dev.toolwatch.api;

import dev.toolwatch.slo.SlaReport;
import dev.toolwatch.slo.UptimeRule;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Turns the figures of a report into text. */
final class ReportLayout {
  private static final String AVAILABILITY = "availability";
  private static final String NOTHING_BEFORE = "nothing to compare with";

  private static final String UNKNOWN_TOOL = "__unknown__";
  private static final String OTHER_TOOLS = "__other__";

  private final SlaReport report;
  private final SlaAnswer answer;
  private final ZoneId zone;

  ReportLayout(SlaReport report, Instant now) {
    this.report = report;
    answer = SlaAnswer.of(report, now);
    zone = report.zone();
  }

  ReportView view() {
    SlaObjectiveRow ofAvailability = first(AVAILABILITY);
    SlaObjectiveRow ofLatency = first("latency");
    ReportTables tables = new ReportTables(answer, zone);
    ReportPlots plots = new ReportPlots(answer, report.month());
    return new ReportView(
        answer.service(),
        answer.provider() == null ? "" : answer.provider(),
        ReportText.days(report.month(), zone),
        String.join(", ", answer.formerNames()),
        ReportText.month(report.month()),
        state(),
        verdict(),
        standing(),
        cards(ofAvailability),
        plots.uptime(),
        plots.latency(ofLatency == null ? Double.NaN : ofLatency.thresholdSeconds()),
        ofAvailability == null ? "" : plots.budget(ofAvailability.objective()),
        ofAvailability == null ? "" : ofAvailability.slo(),
        ofLatency == null ? "" : ReportText.seconds(ofLatency.thresholdSeconds()),
        tables.objectives(),
        tables.comparison(),
        tables.incidents(),
        tables.maintenance(),
        tables.tools(),
        tables.left(),
        basis());
  }

  /** The first objective that is about all tools. */
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

  private boolean isKnown() {
    return answer.total().uptimeRatio() != null;
  }

  private String standing() {
    if (!isKnown()) {
      return "unknown";
    }
    return answer.objectives().stream().allMatch(SlaObjectiveRow::met) ? "met" : "missed";
  }

  private String verdict() {
    SlaRow total = answer.total();
    if (!isKnown()) {
      return "Nothing is known of this month.";
    }
    List<String> missed =
        answer.objectives().stream().filter(row -> !row.met()).map(SlaObjectiveRow::slo).toList();
    String objectives =
        missed.isEmpty()
            ? (answer.objectives().isEmpty() ? "no objectives" : "all objectives met")
            : "missed: " + String.join(", ", missed);
    String succeeded =
        total.operations() == 0
            ? "No operations"
            : ReportText.percent(total.goodOperations(), total.operations())
                + " of operations without server error";
    return succeeded + "; " + up(total) + " of the time known; " + objectives + ".";
  }

  /** Uptime with its degraded part, which is neither good nor down. */
  private static String up(SlaRow row) {
    String up = "up " + ReportText.percent(row.availableMinutes(), row.knownMinutes());
    return row.degradedMinutes() == 0 ? up : up + ", " + degraded(row) + " degraded,";
  }

  private static String degraded(SlaRow row) {
    return ReportText.percent(row.degradedMinutes(), row.knownMinutes());
  }

  private List<ReportView.Card> cards(SlaObjectiveRow ofAvailability) {
    SlaRow total = answer.total();
    SlaRow before = answer.previous();
    List<ReportView.Card> cards = new ArrayList<>();
    cards.add(
        new ReportView.Card(
            "Request availability",
            ReportText.percent(total.goodOperations(), total.operations()),
            ReportText.number(total.serverErrors())
                + " server errors of "
                + ReportText.number(total.operations()),
            before == null
                ? NOTHING_BEFORE
                : ReportText.points(
                    total.availability(),
                    before.availability(),
                    Math.min(total.operations(), before.operations()))));
    cards.add(
        new ReportView.Card(
            total.degradedMinutes() > 0 ? "Uptime, of it degraded" : "Uptime",
            ReportText.percent(total.availableMinutes(), total.knownMinutes())
                + (total.degradedMinutes() > 0 ? ", " + degraded(total) : ""),
            ReportText.minutes(total.downMinutes())
                + " down, "
                + ReportText.minutes(total.degradedMinutes())
                + " degraded",
            before == null
                ? NOTHING_BEFORE
                : ReportText.points(
                    total.uptimeRatio(),
                    before.uptimeRatio(),
                    Math.min(total.knownMinutes(), before.knownMinutes()))));
    cards.add(
        new ReportView.Card(
            "Latency of calls, p95",
            ReportText.seconds(total.p95Seconds()),
            "p50 "
                + ReportText.seconds(total.p50Seconds())
                + ", p99 "
                + ReportText.seconds(total.p99Seconds()),
            before == null || before.p95Seconds() == null
                ? NOTHING_BEFORE
                : ReportText.seconds(before.p95Seconds()) + " the month before"));
    cards.add(
        new ReportView.Card(
            "Error budget left",
            ofAvailability == null ? ReportText.NONE : ReportText.budget(ofAvailability),
            ofAvailability == null
                ? "no objective of availability"
                : "of " + ReportText.target(ofAvailability.objective()) + " good operations",
            answer.complete() ? "of the whole month" : "of the month so far"));
    cards.add(
        new ReportView.Card(
            "Incidents",
            Integer.toString(answer.incidents().size()),
            "to detect "
                + ReportText.duration(answer.meanSecondsToDetect())
                + ", to resolve "
                + ReportText.duration(answer.meanSecondsToResolve()),
            answer.previousIncidents() == null
                ? NOTHING_BEFORE
                : answer.previousIncidents() + " the month before"));
    cards.add(
        new ReportView.Card(
            "Observed",
            ReportText.percent(total.knownMinutes(), total.expectedMinutes()),
            ReportText.minutes(total.unknownMinutes()) + " unknown",
            "of the minutes that count"));
    return cards;
  }

  private List<String> basis() {
    SlaRow total = answer.total();
    UptimeRule rule = answer.rule();
    YearMonth month = report.month();
    List<String> basis = new ArrayList<>();
    basis.add(
        "Every operation in the service's telemetry counts, in the minute in which it ended."
            + " Months and days are those of "
            + answer.timeZone()
            + "; "
            + ReportText.month(month)
            + " has "
            + ReportText.number(minutes(total))
            + (answer.complete() ? " minutes." : " minutes so far."));
    basis.add(
        "A minute is down with at least "
            + ReportText.roughly(rule.downRatio())
            + " server errors and degraded with at least "
            + ReportText.roughly(rule.degradedRatio())
            + ", if there are at least "
            + rule.minimumFailures()
            + " server errors. With fewer than "
            + rule.minimumOperations()
            + " operations, the minutes before it count too. Degraded counts as up.");
    basis.add(
        "Unknown is neither up nor down: "
            + ReportText.minutes(total.unknownMinutes())
            + ". A minute is unknown after "
            + rule.silence()
            + " minutes of silence, or if no Toolwatch was running.");
    if (total.checkedMinutes() > 0) {
      basis.add(
          "Of the minutes known, "
              + ReportText.minutes(total.checkedMinutes())
              + " had no operations: checks by Toolwatch tell whether the service was up or down."
              + " The others were measured by operations.");
    }
    basis.add(
        "Agreed maintenance does not count in uptime, operations and objectives: "
            + ReportText.minutes(total.maintenanceMinutes())
            + " with "
            + ReportText.number(total.maintenanceOperations())
            + " operations. Durations and tools include all calls.");
    if (total.absentMinutes() == minutes(total)) {
      basis.add("The service was first seen after that.");
    } else if (total.absentMinutes() > 0) {
      basis.add(
          "The service was first seen "
              + ReportText.minutes(total.absentMinutes())
              + " into the month; the time before does not count.");
    }
    if (answer.tools().stream().anyMatch(tool -> tool.tool().equals(UNKNOWN_TOOL))) {
      basis.add(
          UNKNOWN_TOOL
              + " stands for tools that the service does not have: callers asked for them by a wrong"
              + " name.");
    }
    if (answer.tools().stream().anyMatch(tool -> tool.tool().equals(OTHER_TOOLS))) {
      basis.add(OTHER_TOOLS + " stands for all tools beyond the limit on names.");
    }
    basis.add(
        "Counts are exact; percentiles are within 1.1 % over ten octaves. Times to detect and to"
            + " resolve run from the first bad minute to the first alert and to the end of the last"
            + " page, or of the last alert if nobody was paged. They cover incidents with alerts.");
    return basis;
  }

  private static long minutes(SlaRow total) {
    return Duration.between(total.from(), total.to()).toMinutes();
  }
}
