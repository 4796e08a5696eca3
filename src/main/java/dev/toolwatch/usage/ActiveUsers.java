package dev.toolwatch.usage;

import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Rollup;
import java.util.List;

/**
 * The users and operations of each {@link UserWindow}. Immutable: the arrays are not changed.
 *
 * @param users by window
 * @param operations by window
 */
record ActiveUsers(UserSketch[] users, long[] operations) {
  /** Stands for a number of users that nobody knows, which is not 0. */
  static final long UNKNOWN = -1;

  /** The counts where there are no operations. */
  static final long[] NONE = new long[UserWindow.values().length];

  /**
   * @param slices the roll-ups of the slices of time that the windows cut
   */
  static ActiveUsers of(List<Rollup> slices) {
    UserSketch[] users =
        UserWindow.all(
            window ->
                of(window, slices).stream()
                    .map(Rollup::users)
                    .reduce(UserSketch.EMPTY, UserSketch::plus));
    long[] operations = new long[users.length];
    for (UserWindow window : UserWindow.values()) {
      operations[window.ordinal()] = of(window, slices).stream().mapToLong(Rollup::total).sum();
    }
    return new ActiveUsers(users, operations);
  }

  private static List<Rollup> of(UserWindow window, List<Rollup> slices) {
    return slices.subList(window.firstSlice(), slices.size());
  }

  ActiveUsers plus(ActiveUsers other) {
    long[] sum = operations.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.operations[i];
    }
    return new ActiveUsers(
        UserWindow.all(window -> users[window.ordinal()].plus(other.users[window.ordinal()])), sum);
  }

  /**
   * The number of users by window. {@link #UNKNOWN} where operations came and none of them names
   * its user; of all windows, if that is so of the widest.
   */
  long[] counts() {
    long[] counts = new long[users.length];
    int widest = counts.length - 1;
    boolean allUnknown = count(widest) == UNKNOWN;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = allUnknown ? UNKNOWN : count(i);
    }
    return counts;
  }

  private long count(int window) {
    long count = users[window].count();
    return count == 0 && operations[window] > 0 ? UNKNOWN : count;
  }
}
