package dev.toolwatch.api;

import dev.toolwatch.slo.Objective;
import dev.toolwatch.slo.ObjectiveResult;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How an objective was met over a month, without maintenance windows. */
record SlaObjectiveRow(
    @Schema(description = "The objective's name") String slo,
    @Schema(description = "The tool that the objective is about", nullable = true) String tool,
    @Schema(
            description = "What the objective is about",
            enumeration = {"availability", "latency"})
        String indicator,
    @Schema(description = "The longest good duration", nullable = true) Double thresholdSeconds,
    @Schema(description = "The ratio of events that has to be good") double objective,
    @Schema(description = "Events in the month") long events,
    @Schema(description = "Bad events") long bad,
    @Schema(description = "The ratio of events that was good", nullable = true) Double goodRatio,
    @Schema(description = "The same as good_ratio, for older readers", nullable = true)
        Double ratio,
    @Schema(description = "Whether the objective was met") boolean met,
    @Schema(
            description =
                "The part of the month's error budget that is left; below 0 if it is overspent")
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
        Figures.ratio(result.count().good(), result.count().events()),
        result.isMet(),
        SloRow.rounded(result.left()));
  }
}
