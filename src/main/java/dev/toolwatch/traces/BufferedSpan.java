package dev.toolwatch.traces;

import dev.toolwatch.signal.ServiceId;

/** What is known of a span of a trace that waits to be decided, beside its bytes. Reused. */
final class BufferedSpan {
  long spanId;

  /** 0 if the span is a root. */
  long parentSpanId;

  /** Nanoseconds since the Unix epoch, unsigned; not after {@link #endNanos}. */
  long startNanos;

  long endNanos;
  ServiceId service = ServiceId.NONE;

  /** The name as {@link SpanNames} gives it. */
  String name = "";

  /** The number of its kind on the wire. */
  int kind;

  /** The tool of a call that a server handled, from its SERVER or TOOL span; otherwise empty. */
  String tool = "";

  /** The threshold by which it was sampled, from 0. */
  long threshold;

  /** The bytes of the span itself. */
  int length;

  /** The request that they are in, or {@link HeldRequests#NONE} if they were copied. */
  int request = HeldRequests.NONE;

  /** Where in that request they begin. */
  int offset;

  HeldEnvelope envelope;
}
