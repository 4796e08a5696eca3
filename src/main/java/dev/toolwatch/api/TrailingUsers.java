package dev.toolwatch.api;

import dev.toolwatch.sketch.UserSketch;
import java.util.List;

/**
 * Counts the users of a trailing window for each day, with three merges a day whatever the length
 * of the window. The days are cut into blocks of a window's length, so each window is the end of
 * one block and the start of the next (M. van Herk, 1992).
 */
final class TrailingUsers {
  private TrailingUsers() {}

  /**
   * The users of the window that ends with each day.
   *
   * @param days in order; the windows of the first days are shorter
   * @param window the length of the window in days
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
