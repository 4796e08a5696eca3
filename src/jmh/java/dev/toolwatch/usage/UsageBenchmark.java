package dev.toolwatch.usage;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.store.Batch;
import dev.toolwatch.testing.FleetCall;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Counts usage, and turns an interval of ten services with 100 tools into the batch of a flush. */
@State(Scope.Thread)
public class UsageBenchmark {
  private static final int CALLS = 8192;
  private static final long NOW = 1_790_000_000_000L;

  @Param({"50", "5000"})
  public int users;

  private final UsageFixture fixture = new UsageFixture();
  private final UsageShard shard = fixture.openShard(Runnable::run);
  private final Operation[] operations = new Operation[CALLS];
  private final SeriesKey[] names = new SeriesKey[CALLS];
  private Interval counted;
  private int next;

  @Setup
  public void count() {
    SplittableRandom random = new SplittableRandom(1);
    long[] pseudonyms = random.longs(users).map(user -> user | 1).toArray();
    for (int i = 0; i < CALLS; i++) {
      FleetCall call =
          new FleetCall(
              "service-" + i % 10,
              "tools/call",
              "tool-" + random.nextInt(100),
              Outcome.OK,
              pseudonyms[random.nextInt(users)],
              "",
              "client-" + i % 3,
              "1.0",
              NOW,
              1_000_000L * (1 + random.nextInt(900)));
      operations[i] = new Operation();
      operations[i].set(fixture.operation(call));
      names[i] = fixture.name(call);
    }
    shard.received(NOW);
    for (int i = 0; i < CALLS; i++) {
      record();
    }
    counted = shard.handOver().join();
  }

  /** Operations per second. */
  @Benchmark
  public void record() {
    shard.record(operations[next], names[next], 1);
    next = next + 1 == CALLS ? 0 : next + 1;
  }

  /** Batches per second, on the flush's thread. */
  @Benchmark
  public Batch batch() {
    return counted.batch(1_800_000);
  }
}
