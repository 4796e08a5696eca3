package dev.toolwatch.mcp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Spans that wait for their ancestors, in the order of their arrival. Their number is limited, and
 * so are the bytes of their texts, which senders choose. Not thread-safe.
 */
final class WaitingSpans {
  /** Spans kept for reuse. Memory above that is released after a burst. */
  private static final int KEPT = 8192;

  private final int limit;
  private final long maxTextBytes;
  private final Deque<JoinSpan> waiting = new ArrayDeque<>();
  private final Deque<JoinSpan> free = new ArrayDeque<>();
  private JoinSpan polled;
  private long textBytes;

  /**
   * @param limit maximum number of waiting spans
   * @param maxTextBytes maximum bytes of their texts
   */
  WaitingSpans(int limit, long maxTextBytes) {
    this.limit = limit;
    this.maxTextBytes = maxTextBytes;
  }

  int size() {
    return waiting.size();
  }

  /** Whether more wait than may. The oldest must then be decided. */
  boolean isOverLimit() {
    return waiting.size() > limit || textBytes > maxTextBytes;
  }

  /** Whether the oldest span has waited long enough. */
  boolean isDue(long nowMillis, long waitMillis) {
    return !waiting.isEmpty() && nowMillis - waiting.peekFirst().arrivedMillis() >= waitMillis;
  }

  /** Adds a copy of a span. It may be one too many. */
  void add(JoinSpan span) {
    textBytes += span.operation().textBytes();
    JoinSpan kept = free.isEmpty() ? new JoinSpan() : free.pollLast();
    kept.set(span);
    waiting.addLast(kept);
  }

  /** Removes and returns the oldest span, or null. Valid until the next call. */
  JoinSpan poll() {
    if (polled != null && free.size() < KEPT) {
      polled.clearTexts();
      free.addLast(polled);
    }
    polled = waiting.pollFirst();
    if (polled != null) {
      textBytes -= polled.operation().textBytes();
    }
    return polled;
  }

  /** The lowest position in the log of a waiting span; {@link Long#MAX_VALUE} if none waits. */
  long earliest() {
    long earliest = Long.MAX_VALUE;
    for (JoinSpan span : waiting) {
      earliest = Math.min(earliest, span.position());
    }
    return earliest;
  }

  /** Shows all waiting spans, in order. */
  void forEach(Consumer<JoinSpan> reader) {
    waiting.forEach(reader);
  }
}
