package dev.toolwatch.traces;

import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes traces. Times are milliseconds after a start. */
final class Spans {
  static final int INTERNAL = 1;
  static final int SERVER = 2;
  static final int CLIENT = 3;

  private final long startMillis;
  private final List<BufferedSpan> spans = new ArrayList<>();

  Spans(long startMillis) {
    this.startMillis = startMillis;
  }

  /** A span of its parent's id, 0 for none, with a tool or an empty one. */
  Spans add(
      long id,
      long parent,
      String service,
      String name,
      int kind,
      String tool,
      long from,
      long to) {
    BufferedSpan span = new BufferedSpan();
    span.spanId = id;
    span.parentSpanId = parent;
    span.origin = new SpanOrigin(ServiceId.of(service), name, kind, tool, null);
    span.startNanos = TimeUnit.MILLISECONDS.toNanos(startMillis + from);
    span.endNanos = TimeUnit.MILLISECONDS.toNanos(startMillis + to);
    spans.add(span);
    return this;
  }

  int size() {
    return spans.size();
  }

  /** With room for more, as a buffer has it. */
  BufferedSpan[] array() {
    return spans.toArray(new BufferedSpan[spans.size() + 3]);
  }
}
