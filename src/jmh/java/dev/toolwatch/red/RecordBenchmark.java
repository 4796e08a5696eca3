package dev.toolwatch.red;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ServiceId;
import java.time.InstantSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Counts operations, and does what a scrape needs of two shards: takes snapshots and merges them.
 */
@State(Scope.Thread)
public class RecordBenchmark {
  private static final int TOOLS = 50;

  @Param({"10", "1000", "10000"})
  public int series;

  private RedMetrics metrics;
  private Shard shard;
  private Operation[] operations;
  private int next;

  @Setup
  public void count() {
    metrics = new RedMetrics(Cardinalities.of(60_000, 1000), InstantSource.system());
    shard = metrics.openShard(Runnable::run);
    Shard other = metrics.openShard(Runnable::run);
    operations = new Operation[series];
    for (int i = 0; i < series; i++) {
      operations[i] = new Operation();
      operations[i].begin(ServiceId.of("service-" + i / TOOLS), 1_790_000_000_000_000_000L);
      operations[i].method("tools/call");
      operations[i].tool("tool_" + i % TOOLS);
    }
    shard.received(1_790_000_000_000L);
    other.received(1_790_000_000_000L);
    for (Operation operation : operations) {
      shard.record(operation, true);
      other.record(operation, true);
    }
  }

  /** Operations per second. */
  @Benchmark
  public void record() {
    shard.record(operations[next], true);
    next = next + 1 == series ? 0 : next + 1;
  }

  /**
   * Merges per second: copies every series from both shards, sums them up and builds the samples.
   */
  @Benchmark
  public void merge(Blackhole hole) {
    for (MetricFamily family : metrics.families().toCompletableFuture().join()) {
      family.samples().forEach(hole::consume);
    }
  }
}
