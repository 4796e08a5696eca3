package dev.toolwatch.traces;

/** What is known of a span of a trace that waits to be decided, beside its bytes. Reused. */
final class BufferedSpan {
  SpanOrigin origin;
  long spanId;

  /** 0 if the span is a root. */
  long parentSpanId;

  /** Nanoseconds since the Unix epoch, unsigned; not after {@link #endNanos}. */
  long startNanos;

  long endNanos;

  /** The threshold by which it was sampled, from 0. */
  long threshold;

  /** The bytes of the span itself. */
  int length;

  /** The request that they are in, or {@link HeldRequests#NONE} if they were copied. */
  int request = HeldRequests.NONE;

  /** Where in that request they begin. */
  int offset;
}
