package dev.toolwatch.otlp;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.mcp.CallHandler;
import dev.toolwatch.mcp.Sources;
import dev.toolwatch.red.Shard;
import dev.toolwatch.signal.Operation;

/**
 * Brings what the join has decided on to every stage that counts, under the name by which its service
 * counts: only what is counted takes a place in the budget of services. On its event loop only.
 */
record Recorder(Shard shard, ServiceBudget services, Sources sources) implements CallHandler {
  @Override
  public void at(long epochMillis) {
    shard.received(epochMillis);
  }

  @Override
  public boolean operation(Operation operation) {
    named(operation);
    if (!sources.countsSpan(operation.service(), operation.side(), operation.endNanos())) {
      return false;
    }
    shard.record(operation);
    return true;
  }

  @Override
  public void dependency(Operation operation) {
    shard.recordDependency(named(operation));
  }

  @Override
  public void auth(Operation operation) {
    shard.recordAuth(named(operation));
  }

  private Operation named(Operation operation) {
    operation.service(services.admit(operation.service()));
    return operation;
  }
}
