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
 * A series of operations as the shards have it. Immutable; what it names belongs to the shards'
 * threads, which are asked for copies.
 *
 * @param id which one
 * @param parts what each shard that has it counts in
 */
record SeriesParts(SeriesId id, List<Part> parts) {
  /** A loop that has not answered by then is stuck. */
  private static final long PATIENCE_SECONDS = 5;

  /** What one shard counts in, on its thread. */
  record Part(AccumulatorOwner shard, OperationAccumulator accumulator) {}

  /**
   * Copies of some series, added up over the shards, in this order. Waits for the shards' threads: not
   * to be called on one of them.
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

  /** What a shard answers, if it does in time. */
  static <T> T await(CompletableFuture<T> copy) {
    try {
      return copy.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("an event loop does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
