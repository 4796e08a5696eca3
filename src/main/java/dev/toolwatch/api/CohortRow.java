package dev.toolwatch.api;

import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many of a week's users came again in a later week.
 *
 * @param cohort the Monday of the week that the users were active in
 * @param week the Monday of the later week
 * @param weeksLater how many weeks lie in between
 * @param users of the cohort
 * @param retained those of them who were active in the later week
 * @param retention the same as a part of the cohort
 */
record CohortRow(
    @Schema(description = "Monday of the week that the users were active in") LocalDate cohort,
    @Schema(description = "Monday of the later week") LocalDate week,
    @Schema(description = "Weeks from the one to the other") int weeksLater,
    @Schema(description = "Users of the cohort") long users,
    @Schema(description = "Those of them who were active in the later week") long retained,
    @Schema(description = "The same as a part of the cohort") Double retention) {}
