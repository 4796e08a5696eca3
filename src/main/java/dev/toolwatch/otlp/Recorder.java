package dev.toolwatch.otlp;

import dev.toolwatch.mcp.CallHandler;
import dev.toolwatch.red.Shard;
import dev.toolwatch.signal.Operation;

/** Brings what the join has decided on to every stage that counts. On its event loop only. */
record Recorder(Shard shard) implements CallHandler {
  @Override
  public void at(long epochMillis) {
    shard.received(epochMillis);
  }

  @Override
  public void operation(Operation operation) {
    shard.record(operation);
  }

  @Override
  public void dependency(Operation operation) {
    shard.recordDependency(operation);
  }

  @Override
  public void auth(Operation operation) {
    shard.recordAuth(operation);
  }
}
