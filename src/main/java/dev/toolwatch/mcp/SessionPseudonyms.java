package dev.toolwatch.mcp;

import java.util.function.ToLongFunction;

/**
 * Makes pseudonyms of session ids and caches the most recent ones in a fixed number of entries. A
 * session has many operations, and its id is the same string as long as {@link NameCache} holds it.
 * Not thread-safe.
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
