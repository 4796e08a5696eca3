package dev.toolwatch.pipeline;

import dev.toolwatch.mcp.SpanBatch;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Batches that one loop hands to others and gets back, so that handing over allocates nothing. Takes
 * no lock; bounded: what has no room is left to the garbage collector. Thread-safe.
 */
final class BatchPool {
  private final AtomicReferenceArray<SpanBatch> spare;

  /**
   * @param limit batches kept
   */
  BatchPool(int limit) {
    spare = new AtomicReferenceArray<>(limit);
  }

  /** An empty batch, which belongs to the caller until it gives it back. */
  SpanBatch take() {
    for (int i = 0; i < spare.length(); i++) {
      SpanBatch batch = spare.get(i) == null ? null : spare.getAndSet(i, null);
      if (batch != null) {
        return batch;
      }
    }
    return new SpanBatch();
  }

  void giveBack(SpanBatch batch) {
    batch.clear();
    for (int i = 0; i < spare.length(); i++) {
      if (spare.compareAndSet(i, null, batch)) {
        return;
      }
    }
  }
}
