package dev.toolwatch.api;

import dev.toolwatch.store.Rollup;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the row of one day after the other, with the users of the week and the month that end with
 * it. Holds a number for each day. Not thread-safe.
 */
final class ActiveDays {
  private static final int WEEK = 7;
  private static final int MONTH = 30;

  private final TrailingUsers week = new TrailingUsers(WEEK);
  private final TrailingUsers month = new TrailingUsers(MONTH);

  /** Operations of all days before each one, and after the last one. */
  private final List<Long> operations = new ArrayList<>(List.of(0L));

  /** The row of the next day. */
  ActiveRow next(LocalDate date, Rollup day) {
    operations.add(last(0) + day.total());
    Long mau = KnownUsers.of(month.next(day.users()), trailing(MONTH));
    Long wau = KnownUsers.of(week.next(day.users()), trailing(WEEK));
    Long dau = KnownUsers.of(day.users().count(), day.total());
    if (mau == null) {
      return new ActiveRow(date, null, null, null, null);
    }
    return new ActiveRow(date, dau, wau, mau, Figures.share(dau, mau));
  }

  private long trailing(int days) {
    return last(0) - last(days);
  }

  private long last(int daysBefore) {
    return operations.get(Math.max(0, operations.size() - 1 - daysBefore));
  }
}
