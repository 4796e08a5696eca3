package dev.toolwatch.sketch;

import java.util.Arrays;

/** Sets of users in sorted arrays. */
public final class SortedUsers {
  private SortedUsers() {}

  /**
   * Sorts pseudonyms and moves each different one to the front, in ascending order.
   *
   * @return how many different ones there are
   */
  public static int sortDistinct(long[] users) {
    Arrays.sort(users);
    int distinct = 0;
    for (long user : users) {
      if (distinct == 0 || users[distinct - 1] != user) {
        users[distinct++] = user;
      }
    }
    return distinct;
  }
}
