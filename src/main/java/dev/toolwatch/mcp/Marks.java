package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;

/**
 * Marks on spans that have not arrived yet but have spans below them that were counted. A marked
 * span does not count again when it arrives. Marks are kept separately from the spans, because
 * spans of several services can have the same parent, which belongs to at most one of them. If
 * traces arrive whole there are few marks, so looking for a mark that does not exist is cheap. Not
 * thread-safe.
 */
final class Marks {
  private static final int REQUEST_BELOW = 1;
  private static final int CLIENT_BELOW = 2;
  private static final int OUTBOUND_BELOW = 4;

  private final Ancestry ancestry;
  private final SpanTable marks;

  /**
   * @param limit maximum number of marks to remember
   * @param generationMillis minimum time to remember them, unless the limit is reached first
   */
  Marks(Ancestry ancestry, int limit, long generationMillis) {
    this.ancestry = ancestry;
    marks = new SpanTable(limit, generationMillis);
  }

  void at(long epochMillis) {
    marks.at(epochMillis);
  }

  /** Passes the marks of a span that has just arrived on to its ancestors. */
  void enter(JoinSpan span) {
    if (!span.outermostInProcess()) {
      mark(span, span.parentKey(), passing(span.role(), of(span)));
    }
  }

  /**
   * Whether an operation or dependency of this role was counted below the span before it arrived.
   */
  boolean has(JoinSpan span, SpanRole role) {
    return (of(span) & bitOf(role)) != 0;
  }

  /**
   * Marks a span and its known ancestors as being above a span that counts.
   *
   * @param below the span that counts
   * @param from the key of the first span to mark, which may not have arrived yet
   */
  void mark(JoinSpan below, long from, SpanRole role) {
    mark(below, from, bitOf(role));
  }

  private int of(JoinSpan span) {
    int place = marks.find(key(span.key(), span.operation().service()));
    return place == SpanTable.NONE ? 0 : marks.properties(place);
  }

  private void mark(JoinSpan below, long from, int bits) {
    ServiceId service = below.operation().service();
    long key = from;
    int left = bits;
    for (int hops = 0; hops < Ancestry.MAX_HOPS && left != 0; hops++) {
      int place = ancestry.find(key);
      boolean known = place != SpanTable.NONE;
      if (known && !ancestry.isOf(place, service)) {
        return;
      }
      boolean last = !known || ancestry.isOutermost(place);
      SpanRole role = known ? ancestry.role(place) : SpanRole.NONE;
      long parent = known ? ancestry.parent(place) : 0;
      long markKey = key(key, service);
      int mark = marks.find(markKey);
      int marked = mark == SpanTable.NONE ? 0 : marks.properties(mark);
      marks.put(markKey, 0, service, marked | left);
      if (last || (marked & left) == left) {
        return;
      }
      left = passing(role, left);
      key = parent;
    }
  }

  private static int bitOf(SpanRole role) {
    return switch (role) {
      case SERVER, TOOL -> REQUEST_BELOW;
      case CLIENT, OUTER_CLIENT -> CLIENT_BELOW;
      case OUTBOUND -> OUTBOUND_BELOW;
      case NONE, PART, AUTH -> 0;
    };
  }

  /** The key of a mark, for a span with this key and for the spans of one service below it. */
  private static long key(long key, ServiceId service) {
    return key ^ (service.hashCode() * 0x9E3779B97F4A7C15L | 1);
  }

  /** The marks of a span that also apply to its parent, consistent with {@link Ancestry#climb}. */
  private static int passing(SpanRole role, int bits) {
    return switch (role) {
      case NONE, OUTBOUND, AUTH -> bits;
      case CLIENT, OUTER_CLIENT -> bits & (REQUEST_BELOW | CLIENT_BELOW);
      case SERVER, TOOL, PART -> bits & REQUEST_BELOW;
    };
  }

  /** How often a generation of marks was forgotten early because the limit was reached. */
  long forgottenEarly() {
    return marks.rotatedEarly();
  }
}
