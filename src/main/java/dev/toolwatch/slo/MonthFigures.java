package dev.toolwatch.slo;

import dev.toolwatch.probe.CheckedMinutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the store has of a service's month, read once. Not thread-safe. */
final class MonthFigures {
  private final List<ServiceId> names;
  private final Range range;
  private final List<Objective> objectives;
  private final Ledger ledger;
  private final List<Maintenance> maintenance;
  private final Timeline timeline;
  private final List<Incident> incidents;
  private final List<Range> days;
  private final List<Rollup> callsByDay = new ArrayList<>();
  private final Map<String, Rollup> byTool = new HashMap<>();

  /**
   * Reads it.
   *
   * @param names that the service had
   * @param first its first minute
   * @param range the month, or what has passed of it
   * @param agreed maintenance of all services
   */
  MonthFigures(
      List<ServiceId> names,
      Instant first,
      Range range,
      ZoneId zone,
      UptimeRule rule,
      List<Objective> objectives,
      ReportSources sources,
      List<Maintenance> agreed) {
    this.names = names;
    this.range = range;
    this.objectives = objectives;
    ledger = sources.ledger();
    maintenance =
        agreed.stream()
            .filter(window -> names.stream().anyMatch(window::holdsFor))
            .filter(window -> window.from().isBefore(range.to()))
            .filter(window -> range.from().isBefore(window.to()))
            .toList();
    Range read = new Range(range.from().minus(Duration.ofMinutes(rule.silence())), range.to());
    timeline =
        Timeline.of(
            rule,
            range,
            counts(Objectives.AVAILABILITY.name(), read),
            sources.observed().within(read),
            maintenance,
            first,
            checked(sources, read));
    incidents = Incident.of(timeline, rule);
    days = new Calendar(zone).split(range, Tier.DAY);
    days.forEach(day -> callsByDay.add(Rollup.EMPTY));
    for (ServiceId name : names) {
      sources
          .history()
          .forEachSeries(
              days,
              Filter.tools(name).withoutUsers(),
              (series, calls) -> {
                for (int day = 0; day < days.size(); day++) {
                  callsByDay.set(day, callsByDay.get(day).plusWide(calls.get(day)));
                }
                byTool.merge(
                    series.tool(),
                    calls.stream().reduce(Rollup.EMPTY, Rollup::plusWide),
                    Rollup::plusWide);
              });
    }
  }

  private CheckedMinutes checked(ReportSources sources, Range read) {
    Map<ServiceId, CheckedMinutes> checked = sources.checks().minutes(read, names::contains);
    CheckedMinutes all = CheckedMinutes.none(read);
    for (ServiceId name : names) {
      if (checked.containsKey(name)) {
        all.add(checked.get(name));
      }
    }
    return all;
  }

  private MinuteCounts counts(String indicator, Range read) {
    MinuteCounts counts = new MinuteCounts(read);
    for (ServiceId name : names) {
      MinuteCounts some = ledger.minutes(indicator, name, read).get(name);
      if (some != null) {
        counts.add(some);
      }
    }
    return counts;
  }

  /** Maintenance that concerns the service and the month. */
  List<Maintenance> maintenance() {
    return maintenance;
  }

  /** Runs of bad minutes, in their order. */
  List<Incident> incidents() {
    return incidents;
  }

  SlaFigures total() {
    Rollup calls = callsByDay.stream().reduce(Rollup.EMPTY, Rollup::plusWide);
    return figures(range, calls, objectiveResults(), incidents.size());
  }

  List<SlaFigures> days() {
    List<SlaFigures> figures = new ArrayList<>();
    for (int day = 0; day < days.size(); day++) {
      figures.add(figures(days.get(day), callsByDay.get(day), List.of(), 0));
    }
    return figures;
  }

  private SlaFigures figures(
      Range time, Rollup calls, List<ObjectiveResult> results, int incidentCount) {
    return new SlaFigures(
        time,
        timeline.count(time),
        timeline.counted(time),
        timeline.maintained(time),
        calls,
        results,
        incidentCount);
  }

  private List<ObjectiveResult> objectiveResults() {
    List<ObjectiveResult> results = new ArrayList<>();
    for (Objective objective : objectives) {
      if (names.stream().anyMatch(objective::isOf)) {
        MinuteCounts counts = counts(objective.goal().indicator(objective.tool()).name(), range);
        EventCount sum = EventCount.NONE;
        for (int minute = 0; minute < timeline.minutes(); minute++) {
          if (timeline.state(minute) != MinuteState.MAINTENANCE) {
            sum = sum.plus(new EventCount(counts.events(minute), counts.bad(minute)));
          }
        }
        results.add(new ObjectiveResult(objective, sum));
      }
    }
    return results;
  }

  /** Tools with the most server errors, then the slowest. */
  List<ToolFigures> worstTools(int most) {
    return byTool.entrySet().stream()
        .map(tool -> new ToolFigures(tool.getKey(), tool.getValue()))
        .sorted(
            Comparator.comparingLong((ToolFigures tool) -> -tool.calls().serverErrors())
                .thenComparing(tool -> -slowness(tool.calls()))
                .thenComparing(ToolFigures::tool))
        .limit(most)
        .toList();
  }

  private static double slowness(Rollup calls) {
    return calls.durations().quantile(0.95, calls.zeroes());
  }
}
