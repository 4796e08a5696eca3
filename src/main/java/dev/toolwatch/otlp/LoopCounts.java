package dev.toolwatch.otlp;

import dev.toolwatch.signal.SpanCounts;

/**
 * What one event loop, or all of them, have received and made of it, taken at one moment.
 *
 * @param received a copy, not changed after it is handed out
 */
record LoopCounts(ReceiverCounts received, SpanCounts spans) {
  static final LoopCounts NONE = new LoopCounts(new ReceiverCounts(), SpanCounts.NONE);

  LoopCounts plus(LoopCounts other) {
    return new LoopCounts(received.plus(other.received), spans.plus(other.spans));
  }
}
