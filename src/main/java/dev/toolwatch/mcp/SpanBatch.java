package dev.toolwatch.mcp;

import dev.toolwatch.signal.SpanView;
import java.util.ArrayList;
import java.util.List;

/**
 * The spans of one request as far as joining calls needs them, held back until the whole request has
 * proved to be sound. Its entries are reused from request to request. Not thread-safe.
 */
public final class SpanBatch {
  /** What is kept between requests: the usual batch of an SDK or collector. */
  private static final int KEPT = 8192;

  private final List<JoinSpan> spans = new ArrayList<>();
  private int size;

  /** A place for the next span, taken only when {@link #keep} follows. */
  JoinSpan next(String service, SpanView view) {
    if (size == spans.size()) {
      spans.add(new JoinSpan());
    }
    JoinSpan span = spans.get(size);
    span.begin(service, view);
    return span;
  }

  void keep() {
    size++;
  }

  /** Moves a span to another batch's end, and gets a place for another one in exchange. */
  public void move(int index, SpanBatch to) {
    if (to.size == to.spans.size()) {
      to.spans.add(new JoinSpan());
    }
    spans.set(index, to.spans.set(to.size++, spans.get(index)));
  }

  public int size() {
    return size;
  }

  /** A span of the batch; valid until the batch is cleared. */
  public JoinSpan get(int index) {
    return spans.get(index);
  }

  public void clear() {
    size = 0;
    if (spans.size() > KEPT) {
      spans.subList(KEPT, spans.size()).clear();
    }
  }
}
