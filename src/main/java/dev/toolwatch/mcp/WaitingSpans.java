package dev.toolwatch.mcp;

import java.util.ArrayDeque;
import java.util.Deque;

/** Spans that wait for their ancestors, in the order of their arrival. Not thread-safe. */
final class WaitingSpans {
  /** Spans kept for reuse. Memory above that is released after a burst. */
  private static final int KEPT = 8192;

  private final int limit;
  private final Deque<JoinSpan> waiting = new ArrayDeque<>();
  private final Deque<JoinSpan> free = new ArrayDeque<>();
  private JoinSpan polled;

  /**
   * @param limit maximum number of waiting spans
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

  /** Whether the oldest span has waited long enough. */
  boolean isDue(long nowMillis, long waitMillis) {
    return !waiting.isEmpty() && nowMillis - waiting.peekFirst().arrivedMillis() >= waitMillis;
  }

  /** Adds a copy of a span. There must be room for it. */
  void add(JoinSpan span) {
    JoinSpan kept = free.isEmpty() ? new JoinSpan() : free.pollLast();
    kept.set(span);
    waiting.addLast(kept);
  }

  /** Removes and returns the oldest span, or null. Valid until the next call. */
  JoinSpan poll() {
    if (polled != null && free.size() < KEPT) {
      free.addLast(polled);
    }
    polled = waiting.pollFirst();
    return polled;
  }
}
