package dev.toolwatch.api;

import dev.toolwatch.sketch.UserSample;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The users of a week, compared with the weeks before. New, kept and returned users add up to all of
 * the week. All are null if no user is known in any of the weeks that are looked at.
 */
record WeekRow(
    @Schema(description = "The Monday of the week") LocalDate week,
    @Schema(description = "Users in the week", nullable = true) Long users,
    @Schema(description = "Users who were in no earlier week that is looked at", nullable = true)
        Long newUsers,
    @Schema(description = "Users who were in the week before too", nullable = true) Long keptUsers,
    @Schema(
            description = "Users who were in an earlier week, but not in the week before",
            nullable = true)
        Long returnedUsers,
    @Schema(description = "Users of the week before who were not in this one", nullable = true)
        Long lostUsers) {
  /** A week of a service whose operations name no user. */
  static WeekRow unknown(LocalDate monday) {
    return new WeekRow(monday, null, null, null, null, null);
  }

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
