package dev.toolwatch.red;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Saves and restores the counters at a restart, without the store. Each series has a hundred
 * durations, log-normally distributed around a value of its own.
 */
@State(Scope.Thread)
public class RestartBenchmark {
  private static final int TOOLS = 50;
  private static final int CALLS = 100;
  private static final long END_NANOS = 1_790_000_000_000_000_000L;

  @Param({"1000", "10000"})
  public int series;

  private RedMetrics metrics;
  private byte[] state;

  @Setup
  public void count() {
    metrics = empty();
    Shard shard = metrics.openShard(Runnable::run);
    Shard other = metrics.openShard(Runnable::run);
    shard.received(END_NANOS / 1_000_000);
    other.received(END_NANOS / 1_000_000);
    SplittableRandom random = new SplittableRandom(1);
    SpanView span = new SpanView(new Vocabulary(List.of()));
    Operation operation = new Operation();
    for (int i = 0; i < series; i++) {
      double median = Math.pow(10, random.nextDouble(6, 9));
      for (int call = 0; call < CALLS; call++) {
        span.clearSpan();
        span.startNanos(END_NANOS - (long) (median * Math.exp(random.nextGaussian() / 2)));
        span.endNanos(END_NANOS);
        operation.begin(ServiceId.of("service-" + i / TOOLS), span);
        operation.method("tools/call");
        operation.tool("tool_" + i % TOOLS);
        (call % 2 == 0 ? shard : other).record(operation, true);
      }
    }
    state = save();
    System.out.printf("%n%d series: a state of %d bytes%n", series, state.length);
  }

  private static RedMetrics empty() {
    return new RedMetrics(Cardinalities.of(60_000, 1000), InstantSource.system());
  }

  /** Saves per second: copies all series from two shards, sums them up and writes them. */
  @Benchmark
  public byte[] save() {
    return metrics.save();
  }

  /** Restores per second: checks a state and loads it into the first shard of a new process. */
  @Benchmark
  public Shard restore() {
    RedMetrics fresh = empty();
    fresh.restore(state);
    return fresh.openShard(Runnable::run);
  }
}
