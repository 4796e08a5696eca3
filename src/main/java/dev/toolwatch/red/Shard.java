package dev.toolwatch.red;

import dev.toolwatch.cardinality.Place;
import dev.toolwatch.cardinality.SeriesBudget;
import dev.toolwatch.cardinality.SeriesTable;
import dev.toolwatch.cardinality.Service;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.Placement;
import dev.toolwatch.signal.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What one event loop has counted. Recording, {@link #received} and {@link #tick} belong to that
 * loop's thread. {@link #snapshot} may be called from any thread.
 */
public final class Shard implements AccumulatorOwner {
  private static final Logger LOG = Logger.getLogger(Shard.class);

  /** The time between two log lines about clocks. */
  private static final long WARN_MILLIS = 60_000;

  /** The time between two passes over the tables. */
  private static final long ROUND_MILLIS = 10_000;

  /**
   * The number of names copied before the loop continues with its requests. Takes well under a
   * millisecond.
   */
  private static final int SLICE = 128;

  private final Executor loop;
  private final ToldFailures told;
  private final CountedOperation counted = new CountedOperation();
  private final SeriesTable<ByOutcome<OperationAccumulator>> server;
  private final SeriesTable<ByOutcome<OperationAccumulator>> client;
  private final SeriesTable<ByOutcome<OperationAccumulator>> dependencies;
  private final SeriesTable<CountAccumulator> errors;
  private final SeriesTable<ByOutcome<CountAccumulator>> auth;
  private final List<SeriesTable<?>> tables;
  private final Map<Service, ServiceAccumulator> services = new HashMap<>();
  private long nowMillis;
  private long nextRoundMillis;
  private long warnedMillis;
  private int nextTable;

  /**
   * @param told what all shards know of failures that spans and points may both tell
   */
  Shard(Executor loop, RedBudgets budgets, ToldFailures told) {
    this.loop = loop;
    this.told = told;
    server = operations(budgets.server());
    client = operations(budgets.client());
    dependencies = operations(budgets.dependencies());
    errors =
        new SeriesTable<>(
            budgets.errors(), place -> new CountAccumulator(new SeriesId(place, ""), nowMillis));
    auth = byOutcome(budgets.auth(), id -> new CountAccumulator(id, nowMillis));
    tables = List.of(server, client, dependencies, errors, auth);
  }

  private SeriesTable<ByOutcome<OperationAccumulator>> operations(SeriesBudget budget) {
    return byOutcome(budget, id -> new OperationAccumulator(id, nowMillis));
  }

  private <A> SeriesTable<ByOutcome<A>> byOutcome(
      SeriesBudget budget, Function<SeriesId, A> accumulator) {
    return new SeriesTable<>(budget, place -> new ByOutcome<>(place, service(place), accumulator));
  }

  private ServiceAccumulator service(Place place) {
    return services.computeIfAbsent(
        place.service(), service -> new ServiceAccumulator(service, nowMillis));
  }

  /**
   * Continues with the counts of an earlier process. Called on the loop's thread, before anything
   * else.
   *
   * @param state a state that has been checked
   */
  void resume(byte[] state, long epochMillis) {
    nowMillis = epochMillis;
    RedCheckpointReader.read(
        state, new RedRestore(server, client, dependencies, errors, auth, services));
  }

  /** Sets the arrival time of what follows, so that operations need not ask the clock. */
  public void received(long epochMillis) {
    nowMillis = epochMillis;
  }

  /**
   * Must be called regularly. Removes unused names, one table per call, so that no call takes long.
   */
  public void tick(long epochMillis) {
    if (epochMillis < nextRoundMillis) {
      return;
    }
    tables.get(nextTable).round();
    nextTable++;
    if (nextTable == tables.size()) {
      nextTable = 0;
      nextRoundMillis = epochMillis + ROUND_MILLIS;
      services.keySet().removeIf(Service::isGone);
    }
  }

  /**
   * Counts an operation as often as its weight says.
   *
   * @param sampled whether its trace is kept even if nothing is special about the operation
   */
  public CountedOperation record(Operation operation, boolean sampled) {
    ByOutcome<OperationAccumulator> series = series(operation);
    OperationAccumulator accumulator = series.of(operation.outcome());
    boolean slow = accumulator.isSlow(operation.durationNanos());
    long times = accumulator.record(operation, nowMillis, isKept(operation, sampled || slow));
    seen(series, times, times - 1);
    counted.slow(slow);
    compareClocks(operation, series.service());
    if (isFailure(operation)) {
      failed(error(operation), times);
    }
    return counted;
  }

  /**
   * Takes from a span what its service's own metrics, which count its operation, cannot tell: an
   * exemplar, and the type of a failure.
   *
   * @param sampled whether its trace is kept even if nothing is special about the operation
   */
  public CountedOperation witness(Operation operation, boolean sampled) {
    ByOutcome<OperationAccumulator> series = series(operation);
    OperationAccumulator accumulator = series.of(operation.outcome());
    boolean slow = accumulator.isSlow(operation.durationNanos());
    long times = accumulator.exemplify(operation, nowMillis, isKept(operation, sampled || slow));
    seen(series, times, 0);
    counted.slow(slow);
    compareClocks(operation, series.service());
    if (isFailure(operation)) {
      CountAccumulator error = error(operation);
      failed(error, told.bySpan(error.name(), times));
    }
    return counted;
  }

  /** Counts operations that differ only in their durations. */
  public CountedOperation record(Operation operation, Distribution durations) {
    if (durations.total() == 0) {
      counted.set(null, 0);
      return counted;
    }
    ByOutcome<OperationAccumulator> series = series(operation);
    long times = series.of(operation.outcome()).add(durations);
    seen(series, times, 0);
    if (isFailure(operation) && times > 0) {
      CountAccumulator error = error(operation);
      failed(error, told.byPoint(error.name(), times));
    }
    return counted;
  }

  /** Whether the operation's service, method and tool have series of their own. */
  public boolean isNamed(Operation operation) {
    return table(operation).isNamed(operation.service(), operation.method(), operation.tool(), "");
  }

  private SeriesTable<ByOutcome<OperationAccumulator>> table(Operation operation) {
    return operation.side() == Side.CLIENT ? client : server;
  }

  private ByOutcome<OperationAccumulator> series(Operation operation) {
    return table(operation).find(operation.service(), operation.method(), operation.tool(), "");
  }

  private void seen(ByOutcome<OperationAccumulator> series, long times, long extrapolated) {
    series.service().seen(nowMillis, extrapolated);
    counted.set(series.name(), times);
  }

  private void compareClocks(Operation operation, ServiceAccumulator service) {
    boolean found = service.ended(nowMillis, Placement.endMillis(operation.endNanos()));
    if (found && nowMillis - warnedMillis >= WARN_MILLIS) {
      warnedMillis = nowMillis;
      LOG.warnf(
          "Operations of %s end steadily %d s %s they arrive: its clock is wrong, or its data is late."
              + " The history has them at the times that it sends: see"
              + " mcp_service_clock_offset_seconds",
          operation.service().name(),
          Math.abs(service.clockOffsetMillis()) / 1000,
          service.clockOffsetMillis() > 0 ? "before" : "after");
    }
  }

  private static boolean isKept(Operation operation, boolean otherwise) {
    return otherwise || operation.outcome() == Outcome.SERVER_ERROR;
  }

  private static boolean isFailure(Operation operation) {
    return operation.outcome() != Outcome.OK && operation.side() == Side.SERVER;
  }

  private CountAccumulator error(Operation operation) {
    return errors.find(
        operation.service(), operation.method(), operation.tool(), operation.errorType());
  }

  private void failed(CountAccumulator error, long failures) {
    error.add(failures);
    counted.failed(error.name(), failures);
  }

  /** Counts a call that the service made to a dependency. */
  public void recordDependency(Operation call) {
    dependencies
        .find(call.service(), call.dependencyKind(), call.dependency(), "")
        .of(call.outcome())
        .record(call, nowMillis, false);
  }

  /** Counts an authentication attempt. */
  public void recordAuth(Operation attempt) {
    auth.find(attempt.service(), "", "", "").of(attempt.outcome()).addWeighted(attempt.weight());
  }

  /** What has been counted so far, copied on the loop's thread one slice at a time. */
  CompletionStage<ShardSnapshot> snapshot() {
    CompletableFuture<ShardSnapshot> taken = new CompletableFuture<>();
    loop.execute(() -> copy(ShardSnapshot.empty(this), taken));
    return taken;
  }

  private void copy(ShardSnapshot into, CompletableFuture<ShardSnapshot> taken) {
    new SlicedCopy(loop, SLICE)
        .add(server.accumulators(), all -> all.forEach(into.server()::add))
        .add(client.accumulators(), all -> all.forEach(into.client()::add))
        .add(dependencies.accumulators(), all -> all.forEach(into.dependencies()::add))
        .add(errors.accumulators(), one -> into.errors().add(one.snapshot()))
        .add(auth.accumulators(), all -> all.forEach(one -> into.auth().add(one.snapshot())))
        .run(
            () -> {
              services.values().stream()
                  .filter(ServiceAccumulator::hasOperations)
                  .forEach(seen -> into.services().add(seen.snapshot()));
              taken.complete(into);
            });
  }

  /** Copies all of them at once, on the loop's thread. */
  @Override
  public CompletableFuture<Map<SeriesId, OperationSnapshot>> copy(List<OperationAccumulator> some) {
    return CompletableFuture.supplyAsync(
        () -> {
          Map<SeriesId, OperationSnapshot> copies = new HashMap<>();
          some.forEach(one -> copies.merge(one.id(), one.snapshot(), OperationSnapshot::plus));
          return copies;
        },
        loop);
  }
}
