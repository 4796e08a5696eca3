package dev.toolwatch.mcp;

import java.util.ArrayDeque;
import java.util.Deque;

/** Spans that wait for those above them, in the order in which they came. Not thread-safe. */
final class WaitingSpans {
  /** Spans kept for reuse; a burst gives the memory beyond back. */
  private static final int KEPT = 8192;

  private final int limit;
  private final Deque<JoinSpan> waiting = new ArrayDeque<>();
  private final Deque<JoinSpan> free = new ArrayDeque<>();
  private JoinSpan polled;

  /**
   * @param limit how many may wait
   */
  WaitingSpans(int limit) {
    this.limit = limit;
  }

  int size() {
    return waiting.size();
  }

  boolean isFull() {
    return waiting.size() >= limit;
  }

  /** Whether the oldest has waited long enough. */
  boolean isDue(long nowMillis, long waitMillis) {
    return !waiting.isEmpty() && nowMillis - waiting.peekFirst().arrivedMillis() >= waitMillis;
  }

  /** Adds a copy of a span. There must be room. */
  void add(JoinSpan span) {
    JoinSpan kept = free.isEmpty() ? new JoinSpan() : free.pollLast();
    kept.set(span);
    waiting.addLast(kept);
  }

  /** The oldest, which waits no longer; valid until the next call. Null if none waits. */
  JoinSpan poll() {
    if (polled != null && free.size() < KEPT) {
      free.addLast(polled);
    }
    polled = waiting.pollFirst();
    return polled;
  }
}
