package dev.toolwatch.pipeline;

import dev.toolwatch.mcp.SpanBatch;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A pool of the batches that one loop hands to others and gets back, so that handing over allocates
 * nothing. Lock-free. Its size is limited: batches that do not fit are left to the garbage
 * collector. Thread-safe.
 */
final class BatchPool {
  private final AtomicReferenceArray<SpanBatch> spare;

  /**
   * @param limit the maximum number of batches kept
   */
  BatchPool(int limit) {
    spare = new AtomicReferenceArray<>(limit);
  }

  /** An empty batch. It belongs to the caller until it is given back. */
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
