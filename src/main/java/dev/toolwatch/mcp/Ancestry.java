package dev.toolwatch.mcp;

/**
 * What stands above a span: the spans of the last while by their keys, and the way from parent to
 * parent through the spans of one service. Not thread-safe.
 */
final class Ancestry {
  /** How far up to look; a longer chain is taken to end there. */
  static final int MAX_HOPS = 64;

  private static final int ROLE_BITS = 15;
  private static final int OUTERMOST = 16;

  private final SpanTable spans;

  /** What {@link #climb} found. */
  private boolean serverAbove;

  private boolean toolAbove;
  private boolean outboundAbove;
  private SpanRole nearest = SpanRole.NONE;
  private long missing;
  private boolean circle;

  /**
   * @param limit spans to remember
   * @param generationMillis how long to remember them at least, unless there are too many
   */
  Ancestry(int limit, long generationMillis) {
    spans = new SpanTable(limit, generationMillis);
  }

  void at(long epochMillis) {
    spans.at(epochMillis);
  }

  /** Makes a span known to those below it. Its keys must have been found. */
  void enter(JoinSpan span) {
    spans.put(
        span.key(),
        span.parentKey(),
        span.operation().service(),
        span.role().ordinal() | (span.outermostInProcess() ? OUTERMOST : 0));
  }

  /** Looks at the spans above one, as far as they are known. */
  void climb(JoinSpan span) {
    nothingAbove();
    missing = 0;
    circle = false;
    if (span.outermostInProcess()) {
      return;
    }
    String service = span.operation().service();
    long key = span.parentKey();
    for (int hops = 0; hops < MAX_HOPS; hops++) {
      if (key == span.key()) {
        // The parents form a circle: nothing stands above, and one of them counts.
        nothingAbove();
        circle = true;
        return;
      }
      int place = spans.find(key);
      if (place == SpanTable.NONE) {
        missing = key;
        return;
      }
      int properties = spans.properties(place);
      if (!spans.isOf(place, service)) {
        return;
      }
      SpanRole role = SpanRole.of(properties & ROLE_BITS);
      serverAbove |= role == SpanRole.SERVER;
      toolAbove |= role == SpanRole.TOOL;
      if (nearest == SpanRole.NONE) {
        outboundAbove |= role == SpanRole.OUTBOUND;
        nearest = role == SpanRole.OUTBOUND || role == SpanRole.AUTH ? SpanRole.NONE : role;
      }
      if ((properties & OUTERMOST) != 0) {
        return;
      }
      key = spans.parent(place);
    }
  }

  private void nothingAbove() {
    serverAbove = false;
    toolAbove = false;
    outboundAbove = false;
    nearest = SpanRole.NONE;
  }

  /** Whether a SERVER span stands above. */
  boolean hasServerAbove() {
    return serverAbove;
  }

  /** Whether a TOOL span stands above. */
  boolean hasToolAbove() {
    return toolAbove;
  }

  /** Whether another call to the outside stands above, with no other role between. */
  boolean hasOutboundAbove() {
    return outboundAbove;
  }

  /** The role of the first span above that has one and is neither OUTBOUND nor AUTH; or NONE. */
  SpanRole nearest() {
    return nearest;
  }

  /** The key of the first span above that has not come, or 0. */
  long missing() {
    return missing;
  }

  /** Whether the span is its own ancestor. */
  boolean isCircle() {
    return circle;
  }

  /** Where a span is, for {@link #isOf}, {@link #role} and the like; or {@link SpanTable#NONE}. */
  int find(long key) {
    return spans.find(key);
  }

  boolean isOf(int place, String service) {
    return spans.isOf(place, service);
  }

  SpanRole role(int place) {
    return SpanRole.of(spans.properties(place) & ROLE_BITS);
  }

  boolean isOutermost(int place) {
    return (spans.properties(place) & OUTERMOST) != 0;
  }

  long parent(int place) {
    return spans.parent(place);
  }

  /** How often spans were forgotten early because there were too many. */
  long forgottenEarly() {
    return spans.rotatedEarly();
  }
}
