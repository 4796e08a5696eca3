package dev.toolwatch.pipeline;

import dev.toolwatch.mcp.SpanBatch;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Knows which event loop owns a trace. The spans of a trace may come over several connections, and
 * so to several loops. One loop owns the trace, and the others hand its spans to that loop.
 * Thread-safe.
 */
final class TraceOwners {
  /** A loop as the other loops see it. Thread-safe. */
  interface Owner {
    /** Whether the loop keeps up with the spans handed to it. */
    boolean keepsUp();

    /**
     * Takes spans of traces that the loop owns.
     *
     * @param from the pool that gets the batch back
     */
    void take(SpanBatch batch, BatchPool from, long nowMillis);
  }

  private final AtomicReferenceArray<Owner> owners;

  TraceOwners(int loops) {
    owners = new AtomicReferenceArray<>(loops);
  }

  /** Registers a loop, which takes the spans of its traces from now on. */
  void open(int index, Owner owner) {
    owners.set(index, owner);
  }

  int loops() {
    return owners.length();
  }

  /** The number of the loop that owns a trace. */
  int indexOf(long traceIdLow) {
    // Use the middle bits: some tracers put a clock first or a counter last.
    return (int) (traceIdLow >>> 16 & 0x7fffffff) % owners.length();
  }

  /** The loop with the given number; null if it has not started. */
  Owner owner(int index) {
    return owners.get(index);
  }
}
