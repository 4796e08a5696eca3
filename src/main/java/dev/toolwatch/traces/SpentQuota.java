package dev.toolwatch.traces;

import dev.toolwatch.cardinality.SeriesKey;

/**
 * A {@link KeepQuota} as one event loop sees it: it remembers which of the recent names have nothing
 * left this minute, as most have, and does not ask for those again. Not thread-safe.
 */
final class SpentQuota {
  /** A power of two. */
  private static final int PLACES = 4096;

  private static final int REASON_BITS = 8;

  private final KeepQuota quota;

  /** Found by identity: a name in use is one object. Made for the first one. */
  private SeriesKey[] names = {};

  /** For each of them a minute, and a bit for each reason for which nothing is left in it. */
  private long[] spent = {};

  SpentQuota(KeepQuota quota) {
    this.quota = quota;
  }

  /** As {@link KeepQuota#take} does. */
  @SuppressWarnings("ReferenceEquality") // another object with the same name is only slower
  boolean take(SeriesKey name, KeepQuota.Reason reason, int most, long epochMillis) {
    if (names.length == 0) {
      names = new SeriesKey[PLACES];
      spent = new long[PLACES];
    }
    int place = System.identityHashCode(name) & PLACES - 1;
    long minute = epochMillis / 60_000;
    if (names[place] != name || spent[place] >> REASON_BITS != minute) {
      names[place] = name;
      spent[place] = minute << REASON_BITS;
    }
    long bit = 1L << reason.ordinal();
    if ((spent[place] & bit) != 0) {
      return false;
    }
    boolean taken = quota.take(name, reason, most, epochMillis);
    if (!taken) {
      spent[place] |= bit;
    }
    return taken;
  }
}
