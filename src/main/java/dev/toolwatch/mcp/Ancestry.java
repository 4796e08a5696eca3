package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;

/**
 * Finds the ancestors of a span: it remembers recent spans by their keys and follows parents
 * through the spans of one service. Not thread-safe.
 */
final class Ancestry {
  /** Maximum number of ancestors to look at. A longer chain is treated as if it ended there. */
  static final int MAX_HOPS = 64;

  private static final int ROLE_BITS = 15;
  private static final int OUTERMOST = 16;

  private final SpanTable spans;

  /** The result of the last {@link #climb}. */
  private boolean serverAbove;

  private boolean toolAbove;
  private boolean outboundAbove;
  private SpanRole nearest = SpanRole.NONE;
  private long missing;
  private boolean circle;

  /**
   * @param limit maximum number of spans to remember
   * @param generationMillis minimum time to remember them, unless the limit is reached first
   */
  Ancestry(int limit, long generationMillis) {
    spans = new SpanTable(limit, generationMillis);
  }

  void at(long epochMillis) {
    spans.at(epochMillis);
  }

  /**
   * Adds a span, so that its descendants find it. {@link JoinSpan#findKeys} must have been called.
   */
  void enter(JoinSpan span) {
    spans.put(
        span.key(),
        span.parentKey(),
        span.operation().service(),
        span.role().ordinal() | (span.outermostInProcess() ? OUTERMOST : 0));
  }

  /** Looks at the known ancestors of a span. The accessors below give the result. */
  void climb(JoinSpan span) {
    nothingAbove();
    missing = 0;
    circle = false;
    if (span.outermostInProcess()) {
      return;
    }
    ServiceId service = span.operation().service();
    long key = span.parentKey();
    for (int hops = 0; hops < MAX_HOPS; hops++) {
      if (key == span.key()) {
        // The parents form a cycle: treat the span as having no ancestors. One span of the cycle
        // counts.
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

  /** Whether an ancestor is a SERVER span. */
  boolean hasServerAbove() {
    return serverAbove;
  }

  /** Whether an ancestor is a TOOL span. */
  boolean hasToolAbove() {
    return toolAbove;
  }

  /** Whether an ancestor is an OUTBOUND span, with no other role between it and the span. */
  boolean hasOutboundAbove() {
    return outboundAbove;
  }

  /**
   * The role of the nearest ancestor that has a role other than OUTBOUND or AUTH; NONE if there is
   * none.
   */
  SpanRole nearest() {
    return nearest;
  }

  /** The key of the nearest ancestor that has not arrived yet, or 0. */
  long missing() {
    return missing;
  }

  /** Whether the span is its own ancestor. */
  boolean isCircle() {
    return circle;
  }

  /**
   * The position of a span, for {@link #isOf}, {@link #role} and the like, or {@link
   * SpanTable#NONE}.
   */
  int find(long key) {
    return spans.find(key);
  }

  boolean isOf(int place, ServiceId service) {
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

  /** How often a generation of spans was forgotten early because the limit was reached. */
  long forgottenEarly() {
    return spans.rotatedEarly();
  }
}
