package dev.toolwatch.red;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The operations counted by one event loop. {@link #record} and {@link #received} belong to that
 * loop's thread; {@link #snapshot} may be called from any.
 */
public final class Shard {
  /** Series copied before the loop gets on with its requests: well under a millisecond. */
  private static final int SLICE = 256;

  private final Executor loop;
  private final SeriesTable<OperationAccumulator> server;
  private final SeriesTable<OperationAccumulator> client;
  private final SeriesTable<ErrorAccumulator> errors;
  private final Map<String, Long> lastSeenMillis = new HashMap<>();
  private long nowMillis;
  private String lastService = "";

  Shard(Executor loop, RedBudgets budgets) {
    this.loop = loop;
    server = new SeriesTable<>(budgets.server(), key -> new OperationAccumulator(key, nowMillis));
    client = new SeriesTable<>(budgets.client(), key -> new OperationAccumulator(key, nowMillis));
    errors = new SeriesTable<>(budgets.errors(), key -> new ErrorAccumulator(key, nowMillis));
  }

  /** Says when the operations that follow have come, so that no clock is asked per operation. */
  public void received(long epochMillis) {
    nowMillis = epochMillis;
    lastService = "";
  }

  public void record(Operation operation) {
    SeriesTable<OperationAccumulator> table = operation.side() == Side.CLIENT ? client : server;
    String service = operation.service();
    Outcome outcome = operation.outcome();
    table.find(service, operation.method(), operation.tool(), outcome.label()).record(operation);
    if (outcome != Outcome.OK && operation.side() == Side.SERVER) {
      errors.find(service, operation.method(), operation.tool(), operation.errorType()).increment();
    }
    if (!service.equals(lastService)) {
      lastService = service;
      lastSeenMillis.put(service, nowMillis);
    }
  }

  /** What has been counted so far, taken on the loop's thread a slice at a time. */
  CompletionStage<ShardSnapshot> snapshot() {
    CompletableFuture<ShardSnapshot> taken = new CompletableFuture<>();
    List<OperationSnapshot> servers = new ArrayList<>();
    List<OperationSnapshot> clients = new ArrayList<>();
    List<ErrorSnapshot> failures = new ArrayList<>();
    slice(taken, new ShardSnapshot(servers, clients, failures, new HashMap<>()));
    return taken;
  }

  private void slice(CompletableFuture<ShardSnapshot> taken, ShardSnapshot so) {
    loop.execute(
        () -> {
          int room = SLICE;
          while (room > 0 && so.server().size() < server.size()) {
            so.server().add(server.get(so.server().size()).snapshot());
            room--;
          }
          while (room > 0 && so.client().size() < client.size()) {
            so.client().add(client.get(so.client().size()).snapshot());
            room--;
          }
          while (room > 0 && so.errors().size() < errors.size()) {
            so.errors().add(errors.get(so.errors().size()).snapshot());
            room--;
          }
          if (room == 0) {
            slice(taken, so);
          } else {
            so.lastSeenMillis().putAll(lastSeenMillis);
            taken.complete(so);
          }
        });
  }
}
