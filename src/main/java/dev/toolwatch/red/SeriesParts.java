package dev.toolwatch.red;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A series of operations, as the shards hold it. Immutable, but the accumulators it refers to
 * belong to the shards' threads, which are asked for copies.
 *
 * @param id the series
 * @param parts the accumulator of each shard that has the series
 */
record SeriesParts(SeriesId id, List<Part> parts) {
  /** A loop that takes longer to answer is stuck. */
  private static final long PATIENCE_SECONDS = 5;

  /** The accumulator of one shard, which belongs to that shard's thread. */
  record Part(AccumulatorOwner shard, OperationAccumulator accumulator) {}

  /**
   * Copies the given series, summed over the shards, in the same order. Waits for the shards'
   * threads. Must not be called on one of them.
   *
   * @throws IllegalStateException if a shard does not answer
   */
  static List<OperationSnapshot> copy(List<SeriesParts> some) {
    Map<AccumulatorOwner, List<OperationAccumulator>> byShard = new HashMap<>();
    for (SeriesParts series : some) {
      for (Part part : series.parts) {
        byShard.computeIfAbsent(part.shard, shard -> new ArrayList<>()).add(part.accumulator);
      }
    }
    List<CompletableFuture<Map<SeriesId, OperationSnapshot>>> copies = new ArrayList<>();
    byShard.forEach((shard, accumulators) -> copies.add(shard.copy(accumulators)));
    Map<SeriesId, OperationSnapshot> sums = new HashMap<>();
    for (CompletableFuture<Map<SeriesId, OperationSnapshot>> copy : copies) {
      await(copy).forEach((id, snapshot) -> sums.merge(id, snapshot, OperationSnapshot::plus));
    }
    return some.stream().map(series -> sums.get(series.id)).toList();
  }

  /**
   * Waits for a shard's answer.
   *
   * @throws IllegalStateException if it does not come in time
   */
  static <T> T await(CompletableFuture<T> copy) {
    try {
      return copy.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("An event loop did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an event loop", e);
    }
  }
}
