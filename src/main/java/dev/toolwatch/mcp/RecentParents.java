package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;

/**
 * Which of the spans that came lately have spans of their own service below them. Spans below end
 * first and come first, mostly in the same request. Of a fixed size: a span takes the place of another
 * one with the same slot, so that some are missed where very many spans come at once. Not thread-safe.
 */
final class RecentParents {
  private static final int LIMIT = 1 << 13;

  private final long[] keys = new long[LIMIT];

  /** Takes note of the parent of a span that has just arrived. */
  void enter(JoinSpan span) {
    if (!span.outermostInProcess()) {
      long key = Marks.key(span.parentKey(), service(span));
      keys[slot(key)] = key;
    }
  }

  /** Whether a span below this one has arrived. */
  boolean has(JoinSpan span) {
    long key = Marks.key(span.key(), service(span));
    return keys[slot(key)] == key;
  }

  private static ServiceId service(JoinSpan span) {
    return span.operation().service();
  }

  private static int slot(long key) {
    return (int) key & LIMIT - 1;
  }
}
