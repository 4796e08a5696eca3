package dev.toolwatch.otlp;

import dev.toolwatch.signal.SpanCounts;

/**
 * What one event loop has received and done with it, or the sum over all loops, at one moment.
 *
 * @param received a copy, which does not change
 */
record LoopCounts(ReceiverCounts received, SpanCounts spans) {
  static final LoopCounts NONE = new LoopCounts(new ReceiverCounts(), SpanCounts.NONE);

  LoopCounts plus(LoopCounts other) {
    return new LoopCounts(received.plus(other.received), spans.plus(other.spans));
  }
}
