package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Touched;

/**
 * Finds the ancestors of a span: it remembers recent spans by their keys and follows parents
 * through the spans of one service. An ancestor that had ended before the span began is above it,
 * but not around it: the span is no part of what it measures. Not thread-safe.
 */
final class Ancestry {
  /** Maximum number of ancestors to look at. A longer chain is treated as if it ended there. */
  static final int MAX_HOPS = 64;

  private static final int ROLE_BITS = 15;
  private static final int OUTERMOST = 16;
  private static final int METHOD_SHIFT = 5;
  private static final int METHOD_BITS = Methods.IDS - 1;
  private static final int AGENT = 1 << 11;
  private static final int LOCAL = 1 << 12;
  private static final int CONTINUED = 1 << 13;

  private final SpanTable spans;

  /** The result of the last {@link #climb}. */
  private boolean serverAbove;

  private boolean toolAbove;
  private boolean outboundAbove;
  private boolean partAbove;
  private boolean sameClientAbove;
  private boolean agentAbove;
  private boolean nearestMayBeLocal;
  private SpanRole nearest = SpanRole.NONE;
  private long missing;
  private boolean circle;
  private boolean continued;

  Ancestry(JoinLimits limits) {
    spans = new SpanTable(limits.trackedSpans(), limits.memoryMillis(), limits.neededMillis());
  }

  /** The remembered spans. */
  SpanTable table() {
    return spans;
  }

  void at(long epochMillis) {
    spans.at(epochMillis);
  }

  /** As {@link SpanTable#touch}. */
  void touch(JoinSpan span, Touched into) {
    spans.touch(span.key(), into);
  }

  /**
   * Adds a span, so that its descendants find it. {@link JoinSpan#findKeys} must have been called.
   *
   * @return whether the same span has been added before and is still remembered
   */
  boolean enter(JoinSpan span) {
    int properties =
        span.role().ordinal()
            | (span.outermostInProcess() ? OUTERMOST : 0)
            | span.method() << METHOD_SHIFT
            | (span.agent() || span.model() ? AGENT : 0)
            | (span.mayBeLocal() ? LOCAL : 0)
            | (span.parentSpanId() != 0 ? CONTINUED : 0);
    return spans.put(
        span.key(),
        span.parentKey(),
        span.operation().service(),
        properties,
        span.operation().endNanos());
  }

  /** Looks at the known ancestors of a span. The accessors below give the result. */
  void climb(JoinSpan span) {
    nothingAbove();
    missing = 0;
    circle = false;
    continued = false;
    if (span.outermostInProcess()) {
      continued = span.parentSpanId() != 0;
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
        continued = true;
        return;
      }
      if (!spans.isOf(place, service)) {
        continued = true;
        return;
      }
      pass(span, place);
      if (isOutermost(place)) {
        continued = (spans.properties(place) & CONTINUED) != 0;
        return;
      }
      key = spans.parent(place);
    }
  }

  /** Takes note of an ancestor. */
  private void pass(JoinSpan span, int place) {
    SpanRole role = role(place);
    agentAbove |= (spans.properties(place) & AGENT) != 0;
    switch (role) {
      case SERVER -> {
        serverAbove |= isAround(place, span) || isInBackgroundOf(place, span);
        near(role);
      }
      case TOOL -> {
        toolAbove |= isAround(place, span);
        if (nearest == SpanRole.NONE) {
          nearestMayBeLocal = (spans.properties(place) & LOCAL) != 0;
          // An agent between the tool and the span works for the tool.
          agentAbove = false;
        }
        near(role);
      }
      case CLIENT, OUTER_CLIENT -> {
        boolean inside = nearest != SpanRole.SERVER && nearest != SpanRole.TOOL;
        if (inside && isAround(place, span)) {
          sameClientAbove |= isSameMethod(place, span);
          near(role);
        }
      }
      case OUTBOUND -> outboundAbove |= nearest == SpanRole.NONE && isAround(place, span);
      case PART -> partAbove |= nearest == SpanRole.NONE;
      case NONE, AUTH -> {
        // may be between spans that have to do with MCP
      }
    }
  }

  private void near(SpanRole role) {
    if (nearest == SpanRole.NONE) {
      nearest = role;
    }
  }

  /**
   * Whether the span began before this one ended. With clocks of low resolution, both may happen at
   * the same time: then this one is around it if it also lasted as long.
   */
  private boolean isAround(int place, JoinSpan span) {
    long end = spans.endNanos(place);
    int order = Long.compareUnsigned(span.startNanos(), end);
    return order < 0 || order == 0 && Long.compareUnsigned(span.operation().endNanos(), end) <= 0;
  }

  /** A tool may go on after the server has answered its call (tasks in MCP). */
  private boolean isInBackgroundOf(int place, JoinSpan span) {
    return span.role() == SpanRole.TOOL && method(place) == span.method();
  }

  /** Whether the methods may be the same: some emitters do not tell them. */
  private boolean isSameMethod(int place, JoinSpan span) {
    int method = method(place);
    return method == span.method() || method == Methods.NONE || span.method() == Methods.NONE;
  }

  private int method(int place) {
    return spans.properties(place) >> METHOD_SHIFT & METHOD_BITS;
  }

  private void nothingAbove() {
    serverAbove = false;
    toolAbove = false;
    outboundAbove = false;
    partAbove = false;
    sameClientAbove = false;
    agentAbove = false;
    nearestMayBeLocal = false;
    nearest = SpanRole.NONE;
  }

  /** Whether a SERVER span is around it. */
  boolean hasServerAbove() {
    return serverAbove;
  }

  /** Whether a TOOL span is around it. */
  boolean hasToolAbove() {
    return toolAbove;
  }

  /**
   * Whether an OUTBOUND span is around it, with no SERVER, TOOL or CLIENT span between it and the
   * span.
   */
  boolean hasOutboundAbove() {
    return outboundAbove;
  }

  /** Whether an ancestor is a PART span, with no SERVER, TOOL or CLIENT span in between. */
  boolean hasPartAbove() {
    return partAbove;
  }

  /**
   * Whether a CLIENT span of the same method is around it, with no SERVER or TOOL span in between.
   */
  boolean hasSameClientAbove() {
    return sameClientAbove;
  }

  /**
   * Whether an ancestor is the work of an agent or a call of a language model; of a tool's
   * descendants, an ancestor of the tool.
   */
  boolean hasAgentAbove() {
    return agentAbove;
  }

  /** Whether the {@link #nearest} one is a TOOL span that says nothing of MCP. */
  boolean isNearestMaybeLocal() {
    return nearestMayBeLocal;
  }

  /** The role of the nearest ancestor that is a SERVER or TOOL span, or a CLIENT span around it. */
  SpanRole nearest() {
    return nearest;
  }

  /** The key of the nearest ancestor that has not arrived yet, or 0. */
  long missing() {
    return missing;
  }

  /**
   * Whether the trace goes on above the service: the outermost known ancestor, or the span if it is
   * that itself, has a parent that is of another service or has not arrived.
   */
  boolean isContinued() {
    return continued;
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
