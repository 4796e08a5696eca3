package dev.toolwatch.red;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Whose thread accumulators belong to, and who copies them there. Thread-safe. */
interface AccumulatorOwner {
  /** Copies of some of its accumulators, by series. */
  CompletableFuture<Map<SeriesId, OperationSnapshot>> copy(List<OperationAccumulator> some);
}
