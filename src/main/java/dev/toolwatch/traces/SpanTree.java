package dev.toolwatch.traces;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the spans of a trace are arranged to be drawn. Pure functions. */
final class SpanTree {
  private static final int NONE = -1;

  private static final Comparator<SpanDetail> BY_START =
      (one, other) -> {
        int byStart = Long.compareUnsigned(one.startNanos(), other.startNanos());
        return byStart != 0 ? byStart : Long.compareUnsigned(other.endNanos(), one.endNanos());
      };

  /** What tells a span from others: a client and a server that share an id are two. */
  private record Identity(long id, int kind, long startNanos) {}

  private SpanTree() {}

  /** The spans by their start, without those that came twice: the one with the latest end is left. */
  static List<SpanDetail> distinct(List<SpanDetail> spans) {
    Map<Identity, SpanDetail> byIdentity = new LinkedHashMap<>();
    for (SpanDetail span : spans) {
      byIdentity.merge(
          new Identity(span.id(), span.kind(), span.startNanos()),
          span,
          (one, other) -> Long.compareUnsigned(one.endNanos(), other.endNanos()) < 0 ? other : one);
    }
    List<SpanDetail> distinct = new ArrayList<>(byIdentity.values());
    distinct.sort(BY_START);
    return distinct;
  }

  /**
   * The spans in the order in which they are drawn: each below its parent, siblings by their start.
   *
   * @param spans by their start
   * @param times what was computed of the same spans
   */
  static List<WaterfallSpan> placed(List<SpanDetail> spans, SelfTimes times) {
    int[] parents = parents(spans, times);
    // Lists by number: the first child of each span, and its next sibling.
    int[] firstChild = filled(spans.size());
    int[] nextSibling = filled(spans.size());
    int firstRoot = NONE;
    for (int i = spans.size() - 1; i >= 0; i--) {
      int parent = parents[i];
      nextSibling[i] = parent == NONE ? firstRoot : firstChild[parent];
      if (parent == NONE) {
        firstRoot = i;
      } else {
        firstChild[parent] = i;
      }
    }
    List<WaterfallSpan> placed = new ArrayList<>(spans.size());
    // Without recursion: a trace may be as deep as it has spans.
    Deque<Integer> above = new ArrayDeque<>();
    int at = firstRoot;
    while (at != NONE) {
      placed.add(span(spans.get(at), above.size(), times, at));
      if (firstChild[at] != NONE) {
        above.push(at);
        at = firstChild[at];
      } else {
        while (nextSibling[at] == NONE && !above.isEmpty()) {
          at = above.pop();
        }
        at = nextSibling[at];
      }
    }
    return placed;
  }

  private static WaterfallSpan span(SpanDetail span, int depth, SelfTimes times, int i) {
    long shift = span.startNanos() == 0 ? 0 : times.startNanos(i) - span.startNanos();
    return new WaterfallSpan(span, depth, times.selfNanos(i), times.isCritical(i), shift);
  }

  /** As {@link SelfTimes} has them. A server that shares its id with its client is below the client. */
  private static int[] parents(List<SpanDetail> spans, SelfTimes times) {
    int[] parents = new int[spans.size()];
    Map<Long, Integer> firsts = new HashMap<>();
    for (int i = 0; i < parents.length; i++) {
      Integer first = firsts.putIfAbsent(spans.get(i).id(), i);
      parents[i] = times.isRepeated(i) && first != null ? first : times.parent(i);
    }
    return parents;
  }

  private static int[] filled(int size) {
    int[] numbers = new int[size];
    Arrays.fill(numbers, NONE);
    return numbers;
  }
}
