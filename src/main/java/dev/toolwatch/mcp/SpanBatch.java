package dev.toolwatch.mcp;

import dev.toolwatch.signal.PackedRequest;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SpanView;
import java.util.ArrayList;
import java.util.List;

/**
 * The spans of one request, with what the join needs of them. They are held back until the whole
 * request has been validated. The entries are reused for later requests. Not thread-safe.
 */
public final class SpanBatch {
  /** Entries kept between requests: the usual batch size of an SDK or collector. */
  private static final int KEPT = 8192;

  private final List<JoinSpan> spans = new ArrayList<>();
  private final RawSpans raw = new RawSpans();
  private final PackedRequest packed = new PackedRequest();
  private int size;

  /** An entry for the next span. It is added to the batch only by {@link #keep}. */
  JoinSpan next(ServiceId service, SpanView view) {
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

  /** The request that spans of the batch may be in; empty if they are not. */
  public PackedRequest packed() {
    return packed;
  }

  /** Moves a span to the end of another batch and takes a free entry in exchange. */
  public void move(int index, SpanBatch to) {
    if (to.size == to.spans.size()) {
      to.spans.add(new JoinSpan());
    }
    spans.set(index, to.spans.set(to.size++, spans.get(index)));
  }

  /**
   * Hands a span over to the end of another batch, which outlives the request, and takes a free
   * entry in exchange.
   */
  public void handOver(int index, SpanBatch to) {
    move(index, to);
    JoinSpan moved = to.last();
    moved.copyRaw(to.raw);
    if (moved.isInRequest() && to.packed.isEmpty()) {
      to.packed.copy(packed);
    }
  }

  /** The most bytes that its spans can take: their texts, and the spans themselves if kept. */
  public long bytes() {
    long bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += spans.get(i).operation().textBytes() + spans.get(i).rawBytes();
    }
    return bytes + packed.length();
  }

  public int size() {
    return size;
  }

  /** The span that was kept last. */
  public JoinSpan last() {
    return spans.get(size - 1);
  }

  /** A span of the batch. Valid until the batch is cleared. */
  public JoinSpan get(int index) {
    return spans.get(index);
  }

  public void clear() {
    for (int i = 0; i < Math.min(size, KEPT); i++) {
      spans.get(i).clearTexts();
    }
    size = 0;
    raw.clear();
    packed.clear();
    if (spans.size() > KEPT) {
      spans.subList(KEPT, spans.size()).clear();
    }
  }
}
