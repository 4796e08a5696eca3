package dev.toolwatch.mcp;

import java.util.function.ToLongFunction;

/**
 * Pseudonyms of sessions' ids, remembered for the last ones in a fixed number of places: a session
 * has many operations, and its id comes as the same string as long as {@link NameCache} knows it. Not
 * thread-safe.
 */
final class SessionPseudonyms implements ToLongFunction<String> {
  private static final int PLACES = 4096;

  private final Pseudonyms pseudonyms;
  private final String[] ids = new String[PLACES];
  private final long[] known = new long[PLACES];

  SessionPseudonyms(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  @Override
  public long applyAsLong(String id) {
    int hash = id.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    if (!id.equals(ids[place])) {
      known[place] = pseudonyms.of(id);
      ids[place] = id;
    }
    return known[place];
  }
}
