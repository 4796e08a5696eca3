package dev.toolwatch.cardinality;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The different values of one label that one service has in a family. Their number is limited.
 * Written under the family's lock; any thread may call {@link #hasRoomFor}.
 */
final class LabelValues {
  private final int limit;
  private final Map<String, Integer> places = new ConcurrentHashMap<>();

  LabelValues(int limit) {
    this.limit = limit;
  }

  boolean hasRoomFor(String value) {
    return isFree(value) || places.containsKey(value) || places.size() < limit;
  }

  /** Whether there would be room if a place with this value were given back. */
  boolean wouldHaveRoomWithout(String value) {
    return !isFree(value) && places.getOrDefault(value, 0) == 1;
  }

  void take(String value) {
    if (!isFree(value)) {
      places.merge(value, 1, Integer::sum);
    }
  }

  void giveBack(String value) {
    places.computeIfPresent(value, (v, times) -> times == 1 ? null : times - 1);
  }

  /** Whether the value does not count against the limit. */
  private static boolean isFree(String value) {
    return value.isEmpty() || value.equals(Family.OTHER);
  }
}
