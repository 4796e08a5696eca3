package dev.toolwatch.sketch;

import java.util.Arrays;

/** Arrays of hash tables of users that are cleared and used again. */
public final class UserSlots {
  private static final long[] NONE = {};

  private UserSlots() {}

  /**
   * An array without users: the same one, or an empty one if less than an eighth of it was needed. So one
   * busy interval does not hold memory for ever.
   *
   * @param users that were in it
   */
  public static long[] cleared(long[] slots, int users) {
    if (users * 8 < slots.length) {
      return NONE;
    }
    Arrays.fill(slots, 0);
    return slots;
  }
}
