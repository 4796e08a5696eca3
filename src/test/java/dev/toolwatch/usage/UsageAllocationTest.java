package dev.toolwatch.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.testing.FleetCall;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Counting what was seen before in this interval leaves nothing for the collector. */
class UsageAllocationTest {
  private static final int TIMES = 100_000;
  private static final long NOON = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final UsageFixture fixture = new UsageFixture();
  private final UsageShard shard = fixture.openShard(Runnable::run);
  private final Operation[] operations = new Operation[40];
  private final SeriesKey[] names = new SeriesKey[operations.length];

  /** Of four tools and as many clients, in two minutes in turn, by ten users. */
  private void prepare(int users) {
    UsageFixture maker = new UsageFixture();
    for (int i = 0; i < operations.length; i++) {
      FleetCall call =
          new FleetCall(
              "orders",
              "tools/call",
              "tool-" + i % 4,
              Outcome.OK,
              1 + i % users,
              "",
              "client-" + i % 4,
              "1.2",
              NOON - i % 2 * 60_000L,
              5_000_000L * i);
      operations[i] = new Operation();
      operations[i].set(maker.operation(call));
      names[i] = maker.name(call);
    }
    shard.received(NOON);
  }

  private void record() {
    for (int i = 0; i < TIMES; i++) {
      shard.record(operations[i % operations.length], names[i % names.length], 1);
    }
  }

  @Test
  void record_seenBefore_allocatesNothing() {
    prepare(10);
    record();
    long before = threads.getCurrentThreadAllocatedBytes();
    record();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(TIMES / 10);
  }

  @Test
  void record_seenInEarlierIntervals_allocatesFewBytes() {
    prepare(10);
    for (int interval = 0; interval < 3; interval++) {
      record();
      fixture.handOver();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    record();
    // Eight rows with some 40 durations and users each would be 10 kB, and 40 users of the service
    // as much.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000 + TIMES / 10);
  }
}
