package dev.toolwatch.api;

import dev.toolwatch.sketch.UserSample;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The users of a week, compared with the weeks before. New, kept and returned users add up to all of
 * the week.
 */
record WeekRow(
    @Schema(description = "The Monday of the week") LocalDate week,
    @Schema(description = "Users in the week") long users,
    @Schema(description = "Users who were in no earlier week that is looked at") long newUsers,
    @Schema(description = "Users who were in the week before too") long keptUsers,
    @Schema(description = "Users who were in an earlier week, but not in the week before")
        long returnedUsers,
    @Schema(description = "Users of the week before who were not in this one") long lostUsers) {
  /**
   * Compares a week.
   *
   * @param before the week before
   * @param earlier all weeks before, that one included
   */
  static WeekRow of(LocalDate monday, UserSample week, UserSample before, UserSample earlier) {
    long users = week.count();
    long seen = Math.round(week.retainedIn(earlier) * users);
    long kept = Math.min(seen, Math.round(week.retainedIn(before) * users));
    long lost = before.count() - Math.round(before.retainedIn(week) * before.count());
    return new WeekRow(monday, users, users - seen, kept, seen - kept, lost);
  }
}
