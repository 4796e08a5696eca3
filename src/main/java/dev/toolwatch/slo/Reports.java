package dev.toolwatch.slo;

import dev.toolwatch.store.Alert;
import dev.toolwatch.store.AlertLog;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.EventCount;
import dev.toolwatch.store.FailureLog;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.IndicatorTotal;
import dev.toolwatch.store.Ledger;
import dev.toolwatch.store.Maintenance;
import dev.toolwatch.store.MaintenanceBook;
import dev.toolwatch.store.MinuteCounts;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Tier;
import dev.toolwatch.usage.UsageSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes the monthly reports. Thread-safe; blocks. */
@ApplicationScoped
public class Reports {
  /** Tools of a report at most. */
  private static final int MAX_TOOLS = 10;

  /** After a month's end operations of it may still come. */
  private static final Duration LATE = Duration.ofHours(25);

  private final Objectives objectives;
  private final Map<String, String> formerly;
  private final UptimeRule rule;
  private final ZoneId zone;
  private final Optional<Path> directory;
  private final History history;
  private final Ledger ledger;
  private final FailureLog failures;
  private final MaintenanceBook maintenance;
  private final AlertLog alerts;

  Reports(
      Objectives objectives,
      SloSettings settings,
      UsageSettings usage,
      History history,
      Ledger ledger,
      FailureLog failures,
      MaintenanceBook maintenance,
      AlertLog alerts) {
    this.objectives = objectives;
    this.history = history;
    this.ledger = ledger;
    this.failures = failures;
    this.maintenance = maintenance;
    this.alerts = alerts;
    formerly = Map.copyOf(settings.formerly());
    directory = settings.reportDirectory();
    rule = UptimeRule.of(settings.uptime());
    zone = Objectives.zone(settings, usage);
  }

  /** Where last month's reports are to be written to. */
  public Optional<Path> directory() {
    return directory;
  }

  /** The time zone of months. */
  public ZoneId zone() {
    return zone;
  }

  /** All services that there can be reports of; not those that have another name now. */
  public Set<String> services() {
    Set<String> services = new TreeSet<>(ledger.totals(Objectives.AVAILABILITY.name()).keySet());
    services.addAll(formerly.keySet());
    services.removeAll(formerly.values());
    return services;
  }

  /** When a month's reports are complete. */
  public Instant completeAt(YearMonth month) {
    return month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant().plus(LATE);
  }

  /**
   * The report of a month that has begun.
   *
   * @return empty where nothing was ever known of the service
   * @throws dev.toolwatch.store.StoreException if the store cannot be read
   */
  public Optional<SlaReport> report(String service, YearMonth month, Instant now) {
    List<String> names = names(service);
    Instant first = first(names);
    if (first == null) {
      return Optional.empty();
    }
    Range range = range(month, now);
    Month figures = new Month(names, first, range);
    Range before = range(month.minusMonths(1), now);
    List<Incident> incidents = Incident.of(figures.timeline, rule);
    SlaFigures previous =
        first.isBefore(before.to()) ? new Month(names, first, before).total() : null;
    return Optional.of(
        new SlaReport(
            service,
            names,
            month,
            zone,
            range,
            !now.isBefore(completeAt(month)),
            figures.total(),
            previous,
            figures.days(),
            reported(names, incidents, range, now),
            figures.maintenance,
            worst(figures.byTool),
            rule));
  }

  private List<String> names(String service) {
    Set<String> names = new LinkedHashSet<>();
    for (String name = service; name != null && names.add(name); ) {
      name = formerly.get(name);
    }
    return List.copyOf(names);
  }

  private Instant first(List<String> names) {
    Map<String, IndicatorTotal> totals = ledger.totals(Objectives.AVAILABILITY.name());
    return names.stream()
        .filter(totals::containsKey)
        .map(name -> totals.get(name).first())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private Range range(YearMonth month, Instant now) {
    Instant from = month.atDay(1).atStartOfDay(zone).toInstant();
    Instant end = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
    Instant whole = now.truncatedTo(ChronoUnit.MINUTES);
    Instant to = end.isBefore(whole) ? end : whole;
    return new Range(from, to.isBefore(from) ? from : to);
  }

  private List<ReportedIncident> reported(
      List<String> names, List<Incident> incidents, Range range, Instant now) {
    Range told = new Range(range.from(), range.to().plus(Detections.GRACE));
    List<Alert> all = new ArrayList<>();
    names.forEach(name -> all.addAll(alerts.begun(name, told)));
    List<List<Alert>> detections = Detections.of(incidents, all);
    List<ReportedIncident> reported = new ArrayList<>();
    for (int i = 0; i < incidents.size(); i++) {
      Incident incident = incidents.get(i);
      Map<String, Long> errorTypes = new HashMap<>();
      Map<String, Long> tools = new HashMap<>();
      for (String name : names) {
        failures
            .errorTypes(name, incident.range())
            .forEach((type, times) -> errorTypes.merge(type, times, Long::sum));
        failures
            .tools(name, incident.range())
            .forEach((tool, times) -> tools.merge(tool, times, Long::sum));
      }
      Instant over = incident.range().to().plus(Duration.ofMinutes(rule.incidentGap() + 1L));
      reported.add(
          ReportedIncident.of(incident, errorTypes, tools, detections.get(i), over.isAfter(now)));
    }
    return reported;
  }

  private static List<ToolFigures> worst(Map<String, Rollup> byTool) {
    return byTool.entrySet().stream()
        .map(tool -> new ToolFigures(tool.getKey(), tool.getValue()))
        .sorted(
            Comparator.comparingLong((ToolFigures tool) -> -tool.calls().serverErrors())
                .thenComparing(tool -> -slowness(tool.calls()))
                .thenComparing(ToolFigures::tool))
        .limit(MAX_TOOLS)
        .toList();
  }

  private static double slowness(Rollup calls) {
    return calls.durations().quantile(0.95, calls.zeroes());
  }

  /** What is read of a month. */
  private final class Month {
    private final List<String> names;
    private final Range range;
    private final Timeline timeline;
    private final List<Maintenance> maintenance;
    private final Map<String, Rollup> byTool = new HashMap<>();
    private final List<Range> days;
    private final List<Rollup> callsByDay = new ArrayList<>();

    Month(List<String> names, Instant first, Range range) {
      this.names = names;
      this.range = range;
      Range read = new Range(range.from().minus(Duration.ofMinutes(rule.silence())), range.to());
      maintenance =
          Reports.this.maintenance.list(true).stream()
              .filter(window -> names.stream().anyMatch(window::holdsFor))
              .filter(window -> window.from().isBefore(range.to()))
              .filter(window -> range.from().isBefore(window.to()))
              .toList();
      timeline =
          Timeline.of(
              rule,
              range,
              counts(Objectives.AVAILABILITY.name(), read),
              ledger.observed(read),
              maintenance,
              first);
      days = new Calendar(zone).split(range, Tier.DAY);
      days.forEach(day -> callsByDay.add(Rollup.EMPTY));
      for (String name : names) {
        List<Map<Series, Rollup>> slices =
            history.operations(days, Filter.tools(name).withoutUsers());
        for (int day = 0; day < days.size(); day++) {
          for (Map.Entry<Series, Rollup> tool : slices.get(day).entrySet()) {
            callsByDay.set(day, callsByDay.get(day).plusWide(tool.getValue()));
            byTool.merge(tool.getKey().tool(), tool.getValue(), Rollup::plusWide);
          }
        }
      }
    }

    private MinuteCounts counts(String indicator, Range read) {
      MinuteCounts counts = new MinuteCounts(read);
      for (String name : names) {
        MinuteCounts some = ledger.minutes(indicator, name, read).get(name);
        if (some != null) {
          counts.add(some);
        }
      }
      return counts;
    }

    SlaFigures total() {
      Rollup calls = callsByDay.stream().reduce(Rollup.EMPTY, Rollup::plusWide);
      return figures(range, calls, objectiveResults(), Incident.of(timeline, rule).size());
    }

    List<SlaFigures> days() {
      List<SlaFigures> figures = new ArrayList<>();
      for (int day = 0; day < days.size(); day++) {
        figures.add(figures(days.get(day), callsByDay.get(day), List.of(), 0));
      }
      return figures;
    }

    private SlaFigures figures(
        Range time, Rollup calls, List<ObjectiveResult> results, int incidents) {
      return new SlaFigures(
          time,
          timeline.count(time),
          timeline.counted(time),
          timeline.maintained(time),
          calls,
          results,
          incidents);
    }

    private List<ObjectiveResult> objectiveResults() {
      List<ObjectiveResult> results = new ArrayList<>();
      for (Objective objective : objectives.all()) {
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
  }
}
