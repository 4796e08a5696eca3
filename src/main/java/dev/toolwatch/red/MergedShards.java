package dev.toolwatch.red;

import dev.toolwatch.cardinality.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The counts of all shards. Whether a series has expired is checked once for all of them: so if it
 * expires meanwhile, either every shard's count of it is included or none is.
 *
 * @param shards the counts of each shard
 */
record MergedShards(List<ShardSnapshot> shards) {
  /** Asks all shards. */
  static CompletionStage<MergedShards> of(List<Shard> shards) {
    List<CompletableFuture<ShardSnapshot>> taken =
        shards.stream().map(shard -> shard.snapshot().toCompletableFuture()).toList();
    return CompletableFuture.allOf(taken.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> new MergedShards(taken.stream().map(CompletableFuture::join).toList()));
  }

  /**
   * Asks all shards and waits for their threads. Must not be called on one of them.
   *
   * @throws IllegalStateException if a shard does not answer
   */
  static MergedShards await(List<Shard> shards) {
    return SeriesParts.await(of(shards).toCompletableFuture());
  }

  List<SeriesParts> server() {
    return operations(ShardSnapshot::server);
  }

  List<SeriesParts> client() {
    return operations(ShardSnapshot::client);
  }

  List<SeriesParts> dependencies() {
    return operations(ShardSnapshot::dependencies);
  }

  Collection<CountSnapshot> errors() {
    return counts(ShardSnapshot::errors);
  }

  Collection<CountSnapshot> auth() {
    return counts(ShardSnapshot::auth);
  }

  Collection<ServiceSnapshot> services() {
    return merge(
        ShardSnapshot::services, ServiceSnapshot::service, Service::isGone, ServiceSnapshot::plus);
  }

  private List<SeriesParts> operations(Function<ShardSnapshot, List<OperationAccumulator>> family) {
    Map<SeriesId, List<SeriesParts.Part>> series = new LinkedHashMap<>();
    for (ShardSnapshot shard : shards) {
      for (OperationAccumulator one : family.apply(shard)) {
        series
            .computeIfAbsent(one.id(), id -> new ArrayList<>(shards.size()))
            .add(new SeriesParts.Part(shard.shard(), one));
      }
    }
    series.keySet().removeIf(id -> id.place().isGone());
    return series.entrySet().stream()
        .map(one -> new SeriesParts(one.getKey(), one.getValue()))
        .toList();
  }

  private Collection<CountSnapshot> counts(Function<ShardSnapshot, List<CountSnapshot>> part) {
    return merge(part, CountSnapshot::id, id -> id.place().isGone(), CountSnapshot::plus);
  }

  private <S, I> Collection<S> merge(
      Function<ShardSnapshot, List<S>> part,
      Function<S, I> identity,
      Predicate<I> isGone,
      BinaryOperator<S> plus) {
    Map<I, S> merged = new LinkedHashMap<>();
    for (ShardSnapshot shard : shards) {
      for (S one : part.apply(shard)) {
        merged.merge(identity.apply(one), one, plus);
      }
    }
    merged.keySet().removeIf(isGone);
    return merged.values();
  }
}
