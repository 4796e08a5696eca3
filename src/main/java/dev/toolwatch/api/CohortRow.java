package dev.toolwatch.api;

import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many users of one week returned in a later week.
 *
 * @param cohort the Monday of the week in which the users were active
 * @param week the Monday of the later week
 * @param weeksLater the number of weeks between the two
 * @param users in the cohort
 * @param retained users in the cohort who were active in the later week
 * @param retention {@code retained} divided by {@code users}
 */
record CohortRow(
    @Schema(description = "The Monday of the week in which the users were active") LocalDate cohort,
    @Schema(description = "The Monday of the later week") LocalDate week,
    @Schema(description = "The number of weeks between the two") int weeksLater,
    @Schema(description = "Users in the cohort") long users,
    @Schema(description = "Users in the cohort who were active in the later week") long retained,
    @Schema(description = "retained divided by users") Double retention) {}
