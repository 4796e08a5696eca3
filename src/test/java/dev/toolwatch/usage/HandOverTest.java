package dev.toolwatch.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Series;
import dev.toolwatch.testing.FleetCall;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class HandOverTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final int LOOPS = 3;
  private static final int PER_LOOP = 200_000;

  private static FleetCall call(long user) {
    return new FleetCall(
        "orders",
        "tools/call",
        "find",
        Outcome.OK,
        user,
        "",
        "inspector",
        "1.2",
        NOON.toEpochMilli(),
        250_000_000);
  }

  private static Usage usage() {
    return new Usage(
        new UsageFixture.Settings(ZoneOffset.UTC, 10_000, 10_000, 1 << 24),
        Cardinalities.of(1000, 10),
        new SettableTime(NOON));
  }

  private static long operations(Batch batch) {
    return batch.operations().values().stream()
        .mapToLong(minute -> minute.get(Series.whole(ServiceId.of("orders"))).total())
        .sum();
  }

  private static long ofUsers(Batch batch) {
    return batch.users().values().stream()
        .flatMap(minute -> minute.values().stream())
        .flatMap(users -> users.operations().values().stream())
        .mapToLong(count -> count)
        .sum();
  }

  @Test
  void whileLoopsRecord_everyOperationIsInOneBatch() throws Exception {
    Usage usage = usage();
    List<ExecutorService> loops = new ArrayList<>();
    List<Future<?>> recording = new ArrayList<>();
    for (int loop = 0; loop < LOOPS; loop++) {
      ExecutorService thread = Executors.newSingleThreadExecutor();
      loops.add(thread);
      UsageShard shard = usage.openShard(thread, LOOPS);
      // The fixture makes operations only: each loop has its own.
      UsageFixture maker = new UsageFixture();
      for (int part = 0; part < PER_LOOP; part += 100) {
        recording.add(thread.submit(() -> record(shard, maker)));
      }
    }
    long operations = 0;
    long ofUsers = 0;
    while (!recording.stream().allMatch(Future::isDone)) {
      Batch batch = usage.handOver(Duration.ofSeconds(10));
      operations += operations(batch);
      ofUsers += ofUsers(batch);
    }
    for (Future<?> part : recording) {
      part.get();
    }
    Batch rest = usage.handOver(Duration.ofSeconds(10));
    loops.forEach(ExecutorService::shutdown);
    assertThat(operations + operations(rest)).isEqualTo((long) LOOPS * PER_LOOP);
    assertThat(ofUsers + ofUsers(rest)).isEqualTo((long) LOOPS * PER_LOOP);
  }

  private static void record(UsageShard shard, UsageFixture maker) {
    shard.received(NOON.toEpochMilli());
    for (int i = 0; i < 100; i++) {
      FleetCall call = call(1 + i % 10);
      Operation operation = maker.operation(call);
      SeriesKey name = maker.name(call);
      shard.record(operation, name, 1);
    }
  }

  @Test
  void loopThatIsStuck_itsPartComesLater() {
    Usage usage = usage();
    Queue<Runnable> tasks = new ArrayDeque<>();
    UsageFixture maker = new UsageFixture();
    UsageShard quick = usage.openShard(Runnable::run, 2);
    UsageShard stuck = usage.openShard(tasks::add, 2);
    for (UsageShard shard : List.of(quick, stuck)) {
      record(shard, maker);
    }
    assertThat(operations(usage.handOver(Duration.ZERO))).isEqualTo(100);
    assertThat(usage.handOver(Duration.ZERO)).isEqualTo(Batch.EMPTY);
    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    record(stuck, maker);
    assertThat(operations(usage.handOver(Duration.ZERO))).isEqualTo(100);
    usage.handOver(Duration.ZERO);
    tasks.remove().run();
    assertThat(operations(usage.handOver(Duration.ZERO))).isEqualTo(100);
  }
}
