package dev.toolwatch.api;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The tables of a report, as rows of text. Not thread-safe. */
final class ReportTables {
  /** With these limits the page fits on two sheets. The JSON has all rows. */
  private static final int MAX_OBJECTIVES = 8;

  private static final int MAX_INCIDENTS = 10;
  private static final int MAX_MAINTENANCE = 6;
  private static final int MAX_TOOLS = 8;

  private final SlaAnswer answer;
  private final ZoneId zone;
  private final List<String> left = new ArrayList<>();

  ReportTables(SlaAnswer answer, ZoneId zone) {
    this.answer = answer;
    this.zone = zone;
  }

  private <T> List<T> cut(List<T> rows, int most, String name) {
    if (rows.size() > most) {
      left.add(rows.size() - most + " " + name);
    }
    return rows.subList(0, Math.min(most, rows.size()));
  }

  List<List<String>> objectives() {
    return cut(answer.objectives(), MAX_OBJECTIVES, "objectives").stream()
        .map(
            row ->
                List.of(
                    row.tool() == null ? row.slo() : row.slo() + " (" + row.tool() + ")",
                    row.thresholdSeconds() == null
                        ? "operations without server error"
                        : "calls within " + ReportText.seconds(row.thresholdSeconds()),
                    ReportText.target(row.objective()),
                    ReportText.percent(row.events() - row.bad(), row.events()),
                    ReportText.number(row.bad()) + " of " + ReportText.number(row.events()),
                    ReportText.budget(row),
                    row.events() == 0 ? "no events" : row.met() ? "met" : "missed"))
        .toList();
  }

  List<List<String>> comparison() {
    SlaRow now = answer.total();
    SlaRow before = answer.previous();
    if (before == null) {
      return List.of();
    }
    return List.of(
        List.of(
            "Request availability",
            ReportText.percent(now.goodOperations(), now.operations()),
            ReportText.percent(before.goodOperations(), before.operations())),
        List.of(
            "Uptime",
            ReportText.percent(now.availableMinutes(), now.knownMinutes()),
            ReportText.percent(before.availableMinutes(), before.knownMinutes())),
        List.of(
            "Down",
            ReportText.minutes(now.downMinutes()),
            ReportText.minutes(before.downMinutes())),
        List.of(
            "Degraded",
            ReportText.minutes(now.degradedMinutes()),
            ReportText.minutes(before.degradedMinutes())),
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
            ReportText.percent(now.knownMinutes(), now.expectedMinutes()),
            ReportText.percent(before.knownMinutes(), before.expectedMinutes())));
  }

  private static String durations(SlaRow row) {
    return ReportText.seconds(row.p50Seconds())
        + ", "
        + ReportText.seconds(row.p95Seconds())
        + ", "
        + ReportText.seconds(row.p99Seconds());
  }

  /** The longest incidents, oldest first. */
  List<List<String>> incidents() {
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

  List<List<String>> maintenance() {
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

  /** Tools with server errors, those with the most first. */
  List<List<String>> tools() {
    List<SlaToolRow> failing =
        answer.tools().stream().filter(tool -> tool.serverErrors() > 0).toList();
    return cut(failing, MAX_TOOLS, "tools").stream()
        .map(
            row ->
                List.of(
                    row.tool(),
                    ReportText.number(row.calls()),
                    ReportText.number(row.serverErrors()),
                    ReportText.percent(row.serverErrors(), row.calls()),
                    ReportText.seconds(row.p50Seconds()),
                    ReportText.seconds(row.p95Seconds())))
        .toList();
  }

  /** Says what the tables made so far leave out; empty if nothing. */
  String left() {
    return left.isEmpty() ? "" : "Left out here, and in the JSON: " + String.join(", ", left) + ".";
  }
}
