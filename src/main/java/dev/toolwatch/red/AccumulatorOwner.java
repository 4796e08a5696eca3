package dev.toolwatch.red;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Owns accumulators and copies them on the thread that they belong to. Thread-safe. */
interface AccumulatorOwner {
  /** Copies of the given accumulators, by series. */
  CompletableFuture<Map<SeriesId, OperationSnapshot>> copy(List<OperationAccumulator> some);
}
