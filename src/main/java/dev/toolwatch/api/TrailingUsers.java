package dev.toolwatch.api;

import dev.toolwatch.sketch.UserSketch;
import java.util.List;

/**
 * Users of the days up to each day, with three merges a day however long the window is: days are in
 * blocks of a window's length, and a window is the end of one block and the beginning of the next
 * (M. van Herk, 1992).
 */
final class TrailingUsers {
  private TrailingUsers() {}

  /**
   * For each day the users of it and the days before, a window in all.
   *
   * @param days in order; the first of them have shorter windows
   * @param window how many days
   */
  static long[] count(List<UserSketch> days, int window) {
    int size = days.size();
    UserSketch[] fromBlockStart = new UserSketch[size];
    UserSketch[] toBlockEnd = new UserSketch[size];
    for (int i = 0; i < size; i++) {
      fromBlockStart[i] = i % window == 0 ? days.get(i) : fromBlockStart[i - 1].plus(days.get(i));
    }
    for (int i = size - 1; i >= 0; i--) {
      boolean last = i == size - 1 || (i + 1) % window == 0;
      toBlockEnd[i] = last ? days.get(i) : days.get(i).plus(toBlockEnd[i + 1]);
    }
    long[] counts = new long[size];
    for (int i = 0; i < size; i++) {
      int first = i - window + 1;
      boolean oneBlock = first <= 0 || first % window == 0;
      counts[i] =
          (oneBlock ? fromBlockStart[i] : toBlockEnd[first].plus(fromBlockStart[i])).count();
    }
    return counts;
  }
}
