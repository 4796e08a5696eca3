package dev.toolwatch.api;

import dev.toolwatch.sketch.UserSketch;
import java.util.Arrays;

/**
 * Counts the users of a trailing window for each day, with three merges a day whatever the length
 * of the window. The days are cut into blocks of a window's length, so each window is the end of
 * one block and the start of the next (M. van Herk, 1992). Keeps the days of two blocks. Not
 * thread-safe.
 */
final class TrailingUsers {
  /** The days of the block so far. */
  private final UserSketch[] days;

  /** From each day of the block before to its end. The first block has none before. */
  private final UserSketch[] toBlockEnd;

  private UserSketch fromBlockStart = UserSketch.EMPTY;
  private int size;

  /**
   * @param window the length of the window in days
   */
  TrailingUsers(int window) {
    days = new UserSketch[window];
    toBlockEnd = new UserSketch[window];
    Arrays.fill(toBlockEnd, UserSketch.EMPTY);
  }

  /** The users of the window that ends with the next day. The windows of the first days are shorter. */
  long next(UserSketch day) {
    days[size] = day;
    fromBlockStart = size == 0 ? day : fromBlockStart.plus(day);
    size++;
    if (size < days.length) {
      return toBlockEnd[size].plus(fromBlockStart).count();
    }
    long count = fromBlockStart.count();
    toBlockEnd[size - 1] = day;
    for (int i = size - 2; i >= 0; i--) {
      toBlockEnd[i] = days[i].plus(toBlockEnd[i + 1]);
    }
    size = 0;
    return count;
  }
}
