package dev.toolwatch.store;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Operations of the most active users of a service in one bucket of time. Immutable; what merging
 * drops goes to the others, so that the sum stays exact.
 *
 * @param operations by pseudonym, at most {@link #MAX_USERS}
 * @param others operations of users that are not listed
 */
public record UserCounts(Map<Long, Long> operations, long others) {
  public static final int MAX_USERS = 1_000;

  public UserCounts {
    operations = Map.copyOf(operations);
  }

  /** The same operations, those of a user among the others. */
  UserCounts without(long user) {
    Map<Long, Long> rest = new HashMap<>(operations);
    Long count = rest.remove(user);
    return count == null ? this : new UserCounts(rest, others + count);
  }

  public UserCounts plus(UserCounts other) {
    Map<Long, Long> sum = new HashMap<>(operations);
    other.operations.forEach((user, count) -> sum.merge(user, count, Long::sum));
    return ofMost(sum, others + other.others);
  }

  /**
   * Counts of any number of users, of whom the most active ones are listed.
   *
   * @param sum by pseudonym; is changed
   * @param others operations of users that are not in it
   */
  public static UserCounts ofMost(Map<Long, Long> sum, long others) {
    long dropped = others;
    if (sum.size() > MAX_USERS) {
      long[] least =
          sum.entrySet().stream()
              .sorted(
                  Map.Entry.<Long, Long>comparingByValue(Comparator.reverseOrder())
                      .thenComparing(Map.Entry.comparingByKey()))
              .skip(MAX_USERS)
              .mapToLong(Map.Entry::getKey)
              .toArray();
      for (long user : least) {
        dropped += sum.remove(user);
      }
    }
    return new UserCounts(sum, dropped);
  }
}
