package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Which samples of a group to keep: the oldest, the newest, and of those between the ones that are
 * best spread over time. The same rule holds whether samples come one by one or all at once. Pure
 * functions.
 */
final class Samples {
  private Samples() {}

  /**
   * Leaves out samples until there are few enough, always the one between the nearest neighbours.
   * Takes time in proportion to the square of their number.
   *
   * @param samples in any order
   * @param millis the time of a sample
   * @param most how many to keep: of one, it is the newest
   * @return in the order of time; of the same time in the order in which they were given
   */
  static <T> List<T> spread(List<T> samples, ToLongFunction<T> millis, int most) {
    List<T> kept = new ArrayList<>(samples);
    kept.sort(Comparator.comparingLong(millis));
    while (kept.size() > Math.max(0, most)) {
      kept.remove(kept.size() > 2 ? mostCrowded(kept, millis) : 0);
    }
    return kept;
  }

  /** The place of the sample, neither the first nor the last, whose neighbours are nearest. */
  private static <T> int mostCrowded(List<T> kept, ToLongFunction<T> millis) {
    int crowded = 1;
    long least = Long.MAX_VALUE;
    for (int i = 1; i < kept.size() - 1; i++) {
      long gap = millis.applyAsLong(kept.get(i + 1)) - millis.applyAsLong(kept.get(i - 1));
      if (gap < least) {
        least = gap;
        crowded = i;
      }
    }
    return crowded;
  }
}
