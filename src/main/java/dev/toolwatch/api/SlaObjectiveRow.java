package dev.toolwatch.api;

import dev.toolwatch.slo.Objective;
import dev.toolwatch.slo.ObjectiveResult;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How an objective was met over a month, without what happened during maintenance. */
record SlaObjectiveRow(
    @Schema(description = "The objective's name") String slo,
    @Schema(description = "The tool it is about", nullable = true) String tool,
    @Schema(description = "availability or latency") String indicator,
    @Schema(description = "The longest good duration", nullable = true) Double thresholdSeconds,
    @Schema(description = "The part of events that is to be good") double objective,
    @Schema(description = "Events of the month") long events,
    @Schema(description = "Bad ones among them") long bad,
    @Schema(description = "The part that was good", nullable = true) Double ratio,
    @Schema(description = "Whether that is enough") boolean met,
    @Schema(description = "The part of the month's budget that is left; below 0: more is spent")
        double budgetLeft) {
  static SlaObjectiveRow of(ObjectiveResult result) {
    Objective objective = result.objective();
    return new SlaObjectiveRow(
        objective.name(),
        objective.tool(),
        objective.goal().label(),
        objective.thresholdSeconds(),
        objective.target(),
        result.count().events(),
        result.count().bad(),
        Figures.ratio(result.count().good(), result.count().events()),
        result.isMet(),
        SloRow.rounded(result.left()));
  }
}
