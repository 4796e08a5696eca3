package dev.toolwatch.errors;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The most frequent of the errors for which there is no room, in a fixed number of entries: the
 * Space-Saving algorithm (Metwally et al., "Efficient computation of frequent and top-k elements in
 * data streams", 2005). Not thread-safe.
 */
final class FrequentErrors {
  static final int ENTRIES = 256;

  private static final class Count {
    private long times;

    /** How much too high it may be. */
    private long error;
  }

  private final Map<Fingerprint, Count> counts = new HashMap<>();

  /** Counts an error. Returns how often it has happened at least. */
  long add(Fingerprint fingerprint, long times) {
    Count count = counts.get(fingerprint);
    if (count == null) {
      count = new Count();
      if (counts.size() == ENTRIES) {
        Fingerprint rarest = rarest();
        count.error = counts.remove(rarest).times;
        count.times = count.error;
      }
      counts.put(fingerprint, count);
    }
    count.times += times;
    return count.times - count.error;
  }

  private Fingerprint rarest() {
    Fingerprint rarest = null;
    long least = Long.MAX_VALUE;
    for (Map.Entry<Fingerprint, Count> entry : counts.entrySet()) {
      if (entry.getValue().times < least) {
        least = entry.getValue().times;
        rarest = entry.getKey();
      }
    }
    return rarest;
  }

  /** Lets what was frequent long ago count less. */
  void halve() {
    for (Iterator<Count> all = counts.values().iterator(); all.hasNext(); ) {
      Count count = all.next();
      count.times >>= 1;
      count.error >>= 1;
      if (count.times == 0) {
        all.remove();
      }
    }
  }
}
