package dev.toolwatch.traces;

import dev.toolwatch.signal.Touched;

/**
 * What was decided about recent traces, four bytes for each, found by the hash of their ids ({@link
 * dev.toolwatch.signal.IdHash}). Each hash has a set of places, a line of a processor's cache, in which
 * the oldest decision is forgotten for a new one. A trace is taken for another one once in about 30
 * million. Not thread-safe.
 */
final class DecisionMemory {
  /** Places in a set, and one number that tells which of them is the oldest. */
  private static final int WAYS = 15;

  private static final int SET = WAYS + 1;
  private static final int LEAST_SETS = 512;

  /** A place has 29 bits of the hash, and the decision, from 1. */
  private static final int DECISION = 7;

  private static final Decision[] DECISIONS = Decision.values();

  private final int sets;

  /** Made for the first decision. */
  private int[] places = {};

  /**
   * An empty memory.
   *
   * @param maxBytes that it may take; at least 32 kB are taken
   */
  DecisionMemory(long maxBytes) {
    long most = Math.min(maxBytes / SET / Integer.BYTES, 1 << 24);
    sets = Math.max(LEAST_SETS, Integer.highestOneBit((int) most));
  }

  /** What was decided about a trace, or null if that is not known any more. */
  Decision find(long hash) {
    if (places.length == 0) {
      return null;
    }
    int at = place(set(hash), hash);
    return at < 0 ? null : DECISIONS[(places[at] & DECISION) - 1];
  }

  /** Reads what {@link #find} will read of a hash. */
  void touch(long hash, Touched into) {
    if (places.length > 0) {
      into.add(places[set(hash)]);
    }
  }

  private int set(long hash) {
    return ((int) (hash >>> 32) & sets - 1) * SET;
  }

  /** Where a hash is in its set; negative if it is not there. */
  private int place(int set, long hash) {
    int tag = tag(hash);
    for (int at = set; at < set + WAYS; at++) {
      if ((places[at] & ~DECISION) == tag && places[at] != 0) {
        return at;
      }
    }
    return -1;
  }

  private static int tag(long hash) {
    return (int) hash & ~DECISION;
  }

  /** Remembers a decision. */
  void put(long hash, Decision decision) {
    if (places.length == 0) {
      places = new int[sets * SET];
    }
    int set = set(hash);
    int at = place(set, hash);
    if (at < 0) {
      int oldest = places[set + WAYS];
      at = set + oldest;
      places[set + WAYS] = (oldest + 1) % WAYS;
    }
    places[at] = tag(hash) | decision.ordinal() + 1;
  }
}
