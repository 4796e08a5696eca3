package dev.toolwatch.mcp;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The spans that waited for others when the position of their log was stored, so that they were not
 * counted: they wait again when their records are read again. Not thread-safe. Bounds: those of the
 * spans that wait.
 */
final class WaitedBefore {
  private static final int SPAN_BYTES = 4 * Long.BYTES;

  /** How many of each span there were: one, unless a sender is strange. */
  private final Map<Span, Integer> spans = new HashMap<>();

  private record Span(long position, long key, long parentKey, long endNanos) {}

  /** Writes the spans that wait, those of these that have not come again among them. */
  byte[] save(WaitingSpans waiting, WaitingSpans unclaimed) {
    int before = spans.values().stream().mapToInt(Integer::intValue).sum();
    int size = before + waiting.size() + unclaimed.size();
    ByteBuffer saved = ByteBuffer.allocate(size * SPAN_BYTES);
    spans.forEach(
        (span, count) -> {
          for (int i = 0; i < count; i++) {
            saved.putLong(span.position()).putLong(span.key()).putLong(span.parentKey());
            saved.putLong(span.endNanos());
          }
        });
    unclaimed.forEach(span -> save(span, saved));
    waiting.forEach(span -> save(span, saved));
    return saved.array();
  }

  private static void save(JoinSpan span, ByteBuffer into) {
    into.putLong(span.position()).putLong(span.key()).putLong(span.parentKey());
    into.putLong(span.operation().endNanos());
  }

  void restore(byte[] saved) {
    ByteBuffer numbers = ByteBuffer.wrap(saved);
    while (numbers.remaining() >= SPAN_BYTES) {
      Span span =
          new Span(numbers.getLong(), numbers.getLong(), numbers.getLong(), numbers.getLong());
      spans.merge(span, 1, Integer::sum);
    }
  }

  /** Whether a span of the record at a position is one of these. It is none of them afterwards. */
  boolean remove(JoinSpan span, long position) {
    Span one = new Span(position, span.key(), span.parentKey(), span.operation().endNanos());
    Integer count = spans.get(one);
    if (count == null) {
      return false;
    }
    if (count == 1) {
      spans.remove(one);
    } else {
      spans.put(one, count - 1);
    }
    return true;
  }

  /** The lowest position of these spans; {@link Long#MAX_VALUE} if there are none. */
  long earliest() {
    return spans.keySet().stream().mapToLong(Span::position).min().orElse(Long.MAX_VALUE);
  }

  /** The records of these spans have passed, or are lost: none will come any more. */
  void clear() {
    spans.clear();
  }
}
