package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.SlaFigures;
import dev.toolwatch.slo.SlaReport;
import dev.toolwatch.slo.UptimeRule;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A month of a service. The CSV has a row for the month and then one for each day. */
@RegisterForReflection(
    targets = {
      SlaAnswer.class,
      SlaRow.class,
      SlaObjectiveRow.class,
      SlaIncidentRow.class,
      SlaToolRow.class,
      UptimeRule.class
    })
record SlaAnswer(
    @Schema(description = "The service's name") String service,
    @Schema(description = "Earlier names of the service") List<String> formerNames,
    @Schema(description = "Who provides the service", nullable = true) String provider,
    @Schema(description = "The month, such as 2026-10") String month,
    @Schema(description = "The time zone of months and days") String timeZone,
    @Schema(description = "When the report was computed") Instant at,
    @Schema(description = "Whether the month is over and no late data can arrive any more")
        boolean complete,
    SlaRow total,
    @Schema(description = "The previous month", nullable = true) SlaRow previous,
    List<SlaObjectiveRow> objectives,
    @Schema(description = "The objectives in the previous month", nullable = true)
        List<SlaObjectiveRow> previousObjectives,
    List<SlaIncidentRow> incidents,
    @Schema(
            description = "The number of incidents that began in the previous month",
            nullable = true)
        Integer previousIncidents,
    @Schema(description = "Over incidents with an alert", nullable = true) Long meanSecondsToDetect,
    @Schema(description = "Over incidents whose alerts have ended", nullable = true)
        Long meanSecondsToResolve,
    List<MaintenanceRow> maintenance,
    @Schema(description = "The tools with the most server errors, then the slowest tools")
        List<SlaToolRow> tools,
    @Schema(description = "The rule by which minutes are up, degraded or down") UptimeRule rule,
    List<SlaRow> days)
    implements Table<SlaRow> {
  static SlaAnswer of(SlaReport report, Instant at) {
    SlaFigures previous = report.previous();
    return new SlaAnswer(
        report.service().name(),
        report.names().stream().skip(1).map(ServiceId::name).toList(),
        report.provider(),
        report.month().toString(),
        report.zone().getId(),
        at,
        report.complete(),
        SlaRow.of(report.month().toString(), report.total()),
        previous == null ? null : SlaRow.of(report.month().minusMonths(1).toString(), previous),
        report.total().objectives().stream().map(SlaObjectiveRow::of).toList(),
        previous == null ? null : previous.objectives().stream().map(SlaObjectiveRow::of).toList(),
        report.incidents().stream().map(SlaIncidentRow::of).toList(),
        previous == null ? null : previous.incidents(),
        SlaIncidentRow.seconds(report.meanTimeToDetect()),
        SlaIncidentRow.seconds(report.meanTimeToResolve()),
        report.maintenance().stream().map(MaintenanceRow::of).toList(),
        report.tools().stream().map(SlaToolRow::of).toList(),
        report.rule(),
        report.days().stream()
            .map(
                day ->
                    SlaRow.of(
                        LocalDate.ofInstant(day.range().from(), report.zone()).toString(), day))
            .toList());
  }

  @Override
  public List<SlaRow> rows() {
    List<SlaRow> rows = new ArrayList<>();
    rows.add(total);
    rows.addAll(days);
    return rows;
  }

  @Override
  public Class<SlaRow> rowType() {
    return SlaRow.class;
  }
}
