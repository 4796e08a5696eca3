package dev.toolwatch.pipeline;

import dev.toolwatch.mcp.SpanBatch;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which event loop owns a trace. The spans of a trace may come over several connections and so to
 * several loops; each trace belongs to one of them, to which the others hand its spans. Thread-safe.
 */
final class TraceOwners {
  /** A loop as the others see it. Thread-safe. */
  interface Owner {
    /** Whether the loop keeps up with what is handed to it. */
    boolean keepsUp();

    /**
     * Takes spans of traces that belong to the loop.
     *
     * @param from gets the batch back
     */
    void take(SpanBatch batch, BatchPool from, long nowMillis);
  }

  private final AtomicReferenceArray<Owner> owners;

  TraceOwners(int loops) {
    owners = new AtomicReferenceArray<>(loops);
  }

  /** Makes a loop known, which takes the spans of its traces from now on. */
  void open(int index, Owner owner) {
    owners.set(index, owner);
  }

  int loops() {
    return owners.length();
  }

  /** The loop that a trace belongs to, by its number. */
  int indexOf(long traceIdLow) {
    // The middle bits: some tracers put a clock in front or a counter at the end.
    return (int) (traceIdLow >>> 16 & 0x7fffffff) % owners.length();
  }

  /** A loop by its number; null while it has not started. */
  Owner owner(int index) {
    return owners.get(index);
  }
}
