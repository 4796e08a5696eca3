package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;
import java.util.Arrays;

/**
 * The most frequent names that one event loop folds, in a fixed number of entries. Uses the
 * Space-Saving algorithm (Metwally et al., "Efficient computation of frequent and top-k elements in
 * data streams", 2005) within sets of eight entries, as in a set-associative cache, so that an
 * occurrence examines only one set. A count is too high by at most its error, so a name seen once
 * never looks frequent. Not thread-safe.
 *
 * @param <T> what a name folded into, stored with it
 */
final class HeavyHitters<T> {
  /** Receives the frequent names. */
  interface Visitor {
    /**
     * Receives a name that was seen since the last visit.
     *
     * @param times guaranteed number of occurrences, at least 1
     */
    void frequent(SeriesKey key, long times);
  }

  private static final int WAYS = 8;
  private static final int LABELS = 3;

  private final int sets;
  private final long[] hashes;
  private final long[] counts;
  private final long[] errors;
  private final ServiceId[] services;
  private final String[] labels;
  private final Object[] targets;
  private final int[] generations;

  /**
   * @param sets number of sets of eight entries each, a power of two
   */
  HeavyHitters(int sets) {
    if (Integer.bitCount(sets) != 1) {
      throw new IllegalArgumentException("sets must be a power of two: " + sets);
    }
    this.sets = sets;
    hashes = new long[sets * WAYS];
    counts = new long[sets * WAYS];
    errors = new long[sets * WAYS];
    services = new ServiceId[sets * WAYS];
    labels = new String[sets * WAYS * LABELS];
    targets = new Object[sets * WAYS];
    generations = new int[sets * WAYS];
  }

  /**
   * Counts one more occurrence of a name and returns what it last folded into. Returns null,
   * without counting, if the name is not stored or was stored in another generation.
   */
  T touch(long hash, ServiceId service, String method, String tool, String detail, int generation) {
    int entry = find(hash, service, method, tool, detail);
    if (entry < 0 || generations[entry] != generation || targets[entry] == null) {
      return null;
    }
    counts[entry]++;
    @SuppressWarnings("unchecked") // only put stores targets
    T target = (T) targets[entry];
    return target;
  }

  /** Counts an occurrence of a name. If its set is full, it replaces the rarest name there. */
  void put(long hash, SeriesKey key, T target, int generation) {
    int entry = find(hash, key.service(), key.method(), key.tool(), key.detail());
    if (entry < 0) {
      entry = rarest(hash);
      errors[entry] = counts[entry];
      hashes[entry] = hash;
      services[entry] = key.service();
      labels[entry * LABELS] = key.method();
      labels[entry * LABELS + 1] = key.tool();
      labels[entry * LABELS + 2] = key.detail();
    }
    counts[entry]++;
    targets[entry] = target;
    generations[entry] = generation;
  }

  private int find(long hash, ServiceId service, String method, String tool, String detail) {
    int first = set(hash);
    for (int entry = first; entry < first + WAYS; entry++) {
      int at = entry * LABELS;
      if (hashes[entry] == hash
          && tool.equals(labels[at + 1])
          && detail.equals(labels[at + 2])
          && service.equals(services[entry])
          && method.equals(labels[at])) {
        return entry;
      }
    }
    return -1;
  }

  private int rarest(long hash) {
    int first = set(hash);
    int rarest = first;
    for (int entry = first + 1; entry < first + WAYS; entry++) {
      if (counts[entry] < counts[rarest]) {
        rarest = entry;
      }
    }
    return rarest;
  }

  private int set(long hash) {
    return (int) (hash & (sets - 1)) * WAYS;
  }

  /** Passes on what was seen since the last call, and resets all counts. */
  void handOver(Visitor visitor) {
    for (int entry = 0; entry < counts.length; entry++) {
      if (counts[entry] > errors[entry]) {
        int at = entry * LABELS;
        visitor.frequent(
            new SeriesKey(services[entry], labels[at], labels[at + 1], labels[at + 2]),
            counts[entry] - errors[entry]);
      }
    }
    Arrays.fill(counts, 0);
    Arrays.fill(errors, 0);
    // Release the targets, which may be gone from the table.
    Arrays.fill(targets, null);
  }
}
