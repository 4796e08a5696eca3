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

  /** Directly below. */
  private static final int MODEL_BELOW = 8;

  /** Stands for a span in the marks of services. A key is as likely as any other number. */
  private static final long ANY_SPAN = 0x5A6E_D0E5_A9E2_7C41L;

  private final Ancestry ancestry;
  private final SpanTable marks;

  Marks(Ancestry ancestry, JoinLimits limits) {
    this.ancestry = ancestry;
    marks = new SpanTable(limits.trackedSpans(), limits.memoryMillis(), limits.neededMillis());
  }

  SpanTable table() {
    return marks;
  }

  void at(long epochMillis) {
    marks.at(epochMillis);
  }

  /**
   * Passes the marks of a span that has just arrived on to its ancestors. Marks the parent of a call
   * of a language model, and the service of an agent.
   */
  void enter(JoinSpan span) {
    if (span.agent()) {
      markAgent(ANY_SPAN, span);
    } else if (span.model() && !span.outermostInProcess()) {
      markAgent(span.parentKey(), span);
    }
    int place = span.outermostInProcess() ? SpanTable.NONE : find(span);
    if (place != SpanTable.NONE) {
      int bits = passing(span.role(), marks.properties(place));
      mark(span, span.parentKey(), bits, marks.parent(place), marks.endNanos(place));
    }
  }

  /**
   * Whether an operation or dependency of this role, and a client's of the same method, was counted
   * below the span before it arrived and began before it ended.
   */
  boolean has(JoinSpan span, SpanRole role) {
    int place = find(span);
    if (place == SpanTable.NONE || (marks.properties(place) & bitOf(role)) == 0) {
      return false;
    }
    boolean within = Long.compareUnsigned(marks.endNanos(place), span.operation().endNanos()) <= 0;
    return within
        && (bitOf(role) != CLIENT_BELOW || isSameMethod(marks.parent(place), span.method()));
  }

  private static boolean isSameMethod(long methods, int method) {
    return method == Methods.NONE || (methods & (bit(method) | bit(Methods.NONE))) != 0;
  }

  private static long bit(int method) {
    return 1L << method;
  }

  /**
   * Marks a span and its known ancestors as being above a span that counts.
   *
   * @param below the span that counts
   * @param from the key of the first span to mark, which may not have arrived yet
   */
  void mark(JoinSpan below, long from, SpanRole role) {
    long methods = bitOf(role) == CLIENT_BELOW ? bit(below.method()) : 0;
    mark(below, from, bitOf(role), methods, below.startNanos());
  }

  private void markAgent(long key, JoinSpan span) {
    ServiceId service = span.operation().service();
    add(key(key, service), service, MODEL_BELOW, 0, span.operation().endNanos());
  }

  /**
   * Whether a span is likely to be an agent's: it has called a language model, or its service has
   * sent spans of an agent. It may not have arrived yet.
   */
  boolean isOfAgent(long key, ServiceId service) {
    return isMarkedAgent(key, service) || isMarkedAgent(ANY_SPAN, service);
  }

  private boolean isMarkedAgent(long key, ServiceId service) {
    int place = marks.find(key(key, service));
    return place != SpanTable.NONE && (marks.properties(place) & MODEL_BELOW) != 0;
  }

  private int find(JoinSpan span) {
    return marks.find(key(span.key(), span.operation().service()));
  }

  /**
   * A mark is kept as if it were a span: its properties are the bits, its parent the methods of
   * clients' calls, and its end the earliest start of what counted.
   */
  private void mark(JoinSpan below, long from, int bits, long methods, long startNanos) {
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
      if (!add(key(key, service), service, left, methods, startNanos) || last) {
        return;
      }
      left = passing(role, left);
      key = parent;
    }
  }

  /** Adds to a mark. Returns false if it held all that already. */
  private boolean add(long key, ServiceId service, int bits, long methods, long startNanos) {
    int place = marks.find(key);
    int allBits = bits;
    long allMethods = methods;
    long start = startNanos;
    if (place != SpanTable.NONE) {
      allBits |= marks.properties(place);
      allMethods |= marks.parent(place);
      long earlier = marks.endNanos(place);
      start = Long.compareUnsigned(earlier, start) < 0 ? earlier : start;
    }
    boolean isNew =
        place == SpanTable.NONE
            || allBits != marks.properties(place)
            || allMethods != marks.parent(place)
            || start != marks.endNanos(place);
    marks.put(key, allMethods, service, allBits, start);
    return isNew;
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
  static long key(long key, ServiceId service) {
    return key ^ (service.hashCode() * 0x9E3779B97F4A7C15L | 1);
  }

  /** The marks of a span that also apply to its parent, consistent with {@link Ancestry#climb}. */
  private static int passing(SpanRole role, int bits) {
    return switch (role) {
      case NONE, OUTBOUND, AUTH, PART -> bits & ~MODEL_BELOW;
      case CLIENT, OUTER_CLIENT -> bits & (REQUEST_BELOW | CLIENT_BELOW);
      case SERVER, TOOL -> bits & REQUEST_BELOW;
    };
  }

  /** How often a generation of marks was forgotten early because the limit was reached. */
  long forgottenEarly() {
    return marks.rotatedEarly();
  }
}
