package dev.toolwatch.mcp;

/**
 * What was counted below spans that had not come yet. Such a span is marked, so that it does not count
 * again when it comes. Marks lie apart from the spans: several services may have one parent, which
 * belongs to one of them at most. There are few where traces arrive whole, so that asking for a mark
 * that is not there is cheap. Not thread-safe.
 */
final class Marks {
  private static final int REQUEST_BELOW = 1;
  private static final int CLIENT_BELOW = 2;
  private static final int OUTBOUND_BELOW = 4;

  private final Ancestry ancestry;
  private final SpanTable marks;

  /**
   * @param limit marks to remember
   * @param generationMillis how long to remember them at least, unless there are too many
   */
  Marks(Ancestry ancestry, int limit, long generationMillis) {
    this.ancestry = ancestry;
    marks = new SpanTable(limit, generationMillis);
  }

  void at(long epochMillis) {
    marks.at(epochMillis);
  }

  /** Hands the marks of a span that has just come on to those above it. */
  void enter(JoinSpan span) {
    if (!span.outermostInProcess()) {
      mark(span, span.parentKey(), passing(span.role(), of(span)));
    }
  }

  /** Whether an operation or dependency of this role was counted below the span before it came. */
  boolean has(JoinSpan span, SpanRole role) {
    return (of(span) & bitOf(role)) != 0;
  }

  /**
   * Marks a span and those above it, as far as they are known, as standing above one that counts.
   *
   * @param below the one that counts
   * @param from the key of the first span to mark, which need not have come yet
   */
  void mark(JoinSpan below, long from, SpanRole role) {
    mark(below, from, bitOf(role));
  }

  private int of(JoinSpan span) {
    int place = marks.find(key(span.key(), span.operation().service()));
    return place == SpanTable.NONE ? 0 : marks.properties(place);
  }

  private void mark(JoinSpan below, long from, int bits) {
    String service = below.operation().service();
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

  /** What the mark of a span is found by, for a service's spans below it. */
  private static long key(long key, String service) {
    return key ^ (service.hashCode() * 0x9E3779B97F4A7C15L | 1);
  }

  /** Which marks of a span hold for the one above it, too: as far as {@link Ancestry#climb} looks. */
  private static int passing(SpanRole role, int bits) {
    return switch (role) {
      case NONE, OUTBOUND, AUTH -> bits;
      case CLIENT, OUTER_CLIENT -> bits & (REQUEST_BELOW | CLIENT_BELOW);
      case SERVER, TOOL, PART -> bits & REQUEST_BELOW;
    };
  }

  /** How often marks were forgotten early because there were too many. */
  long forgottenEarly() {
    return marks.rotatedEarly();
  }
}
