package dev.toolwatch.slo;

import dev.toolwatch.errors.FailureLog;
import dev.toolwatch.errors.FailureSums;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Range;
import dev.toolwatch.tenant.TenantScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the monthly reports. Thread-safe; blocks. */
@TenantScoped
public class Reports {
  /** Tools of a report at most. */
  private static final int MAX_TOOLS = 10;

  /** After a month's end operations of it may still come. */
  private static final Duration LATE = Duration.ofHours(25);

  private final Objectives objectives;
  private final Map<ServiceId, ServiceId> formerly;
  private final UptimeRule rule;
  private final ZoneId zone;
  private final String provider;
  private final Optional<Path> directory;
  private final ReportSources sources;
  private final FailureLog failures;
  private final MaintenanceBook maintenance;
  private final AlertLog alerts;

  Reports(
      Objectives objectives,
      SloSettings settings,
      Calendar calendar,
      ReportSources sources,
      FailureLog failures,
      MaintenanceBook maintenance,
      AlertLog alerts) {
    this.objectives = objectives;
    this.sources = sources;
    this.failures = failures;
    this.maintenance = maintenance;
    this.alerts = alerts;
    formerly =
        settings.formerly().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    now -> ServiceId.of(now.getKey()), now -> ServiceId.of(now.getValue())));
    provider = settings.provider().orElse(null);
    directory = settings.reportDirectory();
    rule = UptimeRule.of(settings.uptime());
    zone = Objectives.zone(settings, calendar);
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
  public Set<ServiceId> services() {
    Set<ServiceId> services =
        new TreeSet<>(sources.ledger().totals(Objectives.AVAILABILITY.name()).keySet());
    services.addAll(sources.checks().first(service -> true).keySet());
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
  public Optional<SlaReport> report(ServiceId service, YearMonth month, Instant now) {
    List<ServiceId> names = names(service);
    Instant first = first(names);
    if (first == null) {
      return Optional.empty();
    }
    Range range = range(month, now);
    List<Maintenance> agreed = maintenance.list(true);
    MonthFigures figures = figures(names, first, range, agreed);
    Range before = range(month.minusMonths(1), now);
    SlaFigures previous =
        first.isBefore(before.to()) ? figures(names, first, before, agreed).total() : null;
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
            reported(names, figures.incidents(), range, now),
            figures.maintenance(),
            figures.worstTools(MAX_TOOLS),
            rule,
            provider));
  }

  private MonthFigures figures(
      List<ServiceId> names, Instant first, Range range, List<Maintenance> agreed) {
    return new MonthFigures(names, first, range, zone, rule, objectives.all(), sources, agreed);
  }

  private List<ServiceId> names(ServiceId service) {
    Set<ServiceId> names = new LinkedHashSet<>();
    for (ServiceId name = service; name != null && names.add(name); ) {
      name = formerly.get(name);
    }
    return List.copyOf(names);
  }

  private Instant first(List<ServiceId> names) {
    Map<ServiceId, IndicatorTotal> totals = sources.ledger().totals(Objectives.AVAILABILITY.name());
    Map<ServiceId, Instant> checked = sources.checks().first(names::contains);
    return names.stream()
        .flatMap(
            name ->
                Stream.of(
                    totals.containsKey(name) ? totals.get(name).first() : null, checked.get(name)))
        .filter(Objects::nonNull)
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
      List<ServiceId> names, List<Incident> incidents, Range range, Instant now) {
    Range told = new Range(range.from(), range.to().plus(Detections.GRACE));
    List<List<Alert>> detections = Detections.of(incidents, alerts.begun(names, told));
    List<FailureSums> sums = failures.sums(names, incidents.stream().map(Incident::range).toList());
    List<ReportedIncident> reported = new ArrayList<>();
    for (int i = 0; i < incidents.size(); i++) {
      Incident incident = incidents.get(i);
      Instant over = incident.range().to().plus(Duration.ofMinutes(rule.incidentGap() + 1L));
      reported.add(
          ReportedIncident.of(incident, sums.get(i), detections.get(i), over.isAfter(now)));
    }
    return reported;
  }
}
