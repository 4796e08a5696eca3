package dev.toolwatch.red;

import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What one event loop has counted. Recording and {@link #received} belong to that loop's thread;
 * {@link #snapshot} may be called from any.
 */
public final class Shard {
  /** Series copied before the loop gets on with its requests: well under a millisecond. */
  private static final int SLICE = 256;

  private final Executor loop;
  private final SeriesTable<OperationAccumulator> server;
  private final SeriesTable<OperationAccumulator> client;
  private final SeriesTable<OperationAccumulator> dependencies;
  private final SeriesTable<CountAccumulator> errors;
  private final SeriesTable<CountAccumulator> auth;
  private final Map<String, ServiceAccumulator> services = new HashMap<>();
  private long nowMillis;

  Shard(Executor loop, RedBudgets budgets) {
    this.loop = loop;
    server = new SeriesTable<>(budgets.server(), key -> new OperationAccumulator(key, nowMillis));
    client = new SeriesTable<>(budgets.client(), key -> new OperationAccumulator(key, nowMillis));
    dependencies =
        new SeriesTable<>(budgets.dependencies(), key -> new OperationAccumulator(key, nowMillis));
    errors = new SeriesTable<>(budgets.errors(), key -> new CountAccumulator(key, nowMillis));
    auth = new SeriesTable<>(budgets.auth(), key -> new CountAccumulator(key, nowMillis));
  }

  /** Says when what follows has come, so that no clock is asked per operation. */
  public void received(long epochMillis) {
    nowMillis = epochMillis;
  }

  public void record(Operation operation) {
    long times = series(operation).record(operation, nowMillis);
    recorded(operation, times, times - 1);
  }

  /** Counts operations that are alike but for their durations. */
  public void record(Operation operation, Distribution durations) {
    if (durations.total() > 0) {
      recorded(operation, series(operation).add(durations), 0);
    }
  }

  private OperationAccumulator series(Operation operation) {
    SeriesTable<OperationAccumulator> table = operation.side() == Side.CLIENT ? client : server;
    return table.find(
        operation.service(), operation.method(), operation.tool(), operation.outcome().label());
  }

  private void recorded(Operation operation, long times, long extrapolated) {
    String service = operation.service();
    if (operation.outcome() != Outcome.OK && operation.side() == Side.SERVER) {
      errors.find(service, operation.method(), operation.tool(), operation.errorType()).add(times);
    }
    ServiceAccumulator seen = services.get(service);
    if (seen == null) {
      seen = new ServiceAccumulator(nowMillis);
      services.put(service, seen);
    }
    seen.seen(nowMillis, extrapolated);
  }

  /** Counts a call of something that the service depends on. */
  public void recordDependency(Operation call) {
    dependencies
        .find(call.service(), call.dependencyKind(), call.dependency(), call.outcome().label())
        .record(call, nowMillis);
  }

  /** Counts an attempt at authentication. */
  public void recordAuth(Operation attempt) {
    auth.find(attempt.service(), "", "", attempt.outcome().label()).addWeighted(attempt.weight());
  }

  /** What has been counted so far, taken on the loop's thread a slice at a time. */
  CompletionStage<ShardSnapshot> snapshot() {
    CompletableFuture<ShardSnapshot> taken = new CompletableFuture<>();
    slice(taken, ShardSnapshot.empty());
    return taken;
  }

  private void slice(CompletableFuture<ShardSnapshot> taken, ShardSnapshot soFar) {
    loop.execute(
        () -> {
          int room = SLICE;
          room = copy(server, OperationAccumulator::snapshot, soFar.server(), room);
          room = copy(client, OperationAccumulator::snapshot, soFar.client(), room);
          room = copy(dependencies, OperationAccumulator::snapshot, soFar.dependencies(), room);
          room = copy(errors, CountAccumulator::snapshot, soFar.errors(), room);
          room = copy(auth, CountAccumulator::snapshot, soFar.auth(), room);
          if (room == 0) {
            slice(taken, soFar);
          } else {
            services.forEach((name, seen) -> soFar.services().put(name, seen.snapshot()));
            taken.complete(soFar);
          }
        });
  }

  /** Copies series from where the last slice ended; returns the room that is left. */
  private static <A, S> int copy(
      SeriesTable<A> table, Function<A, S> snapshot, List<S> into, int room) {
    int left = room;
    while (left > 0 && into.size() < table.size()) {
      into.add(snapshot.apply(table.get(into.size())));
      left--;
    }
    return left;
  }
}
