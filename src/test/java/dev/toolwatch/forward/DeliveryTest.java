package dev.toolwatch.forward;

import static dev.toolwatch.forward.DeliveryFixture.AWAY;
import static dev.toolwatch.forward.DeliveryFixture.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.forward.TargetCounts.Result;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.spool.WaitingRequest;
import dev.toolwatch.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {
  private static final long MEMORY = 100_000;
  private static final long DISK = 10_000_000;
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path directory;

  @Test
  void deliversInOrder_asOneBatch() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY);
    fixture.offer("a", "b");
    fixture.offer("c");
    fixture.run();
    assertThat(fixture.accepted).containsExactly("a", "b", "c");
    assertThat(fixture.batches).containsExactly(2);
    assertThat(fixture.count(Result.DELIVERED)).isEqualTo(3);
    assertThat(fixture.delivery.queueBytes()).isZero();
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void signals_areNotMixedInABatch() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY);
    fixture.offer("a");
    fixture.offer(new WaitingRequest(Signal.LOGS, 0, 7, new byte[] {1}));
    fixture.offer("b");
    fixture.run();
    assertThat(fixture.batches).containsExactly(1, 1, 1);
    assertThat(fixture.counts.of(Signal.LOGS, Result.DELIVERED)).isEqualTo(7);
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void targetAway_retriesWithGrowingPauses_andLosesNothing() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY);
    IntStream.range(0, 4).forEach(i -> fixture.answers.add(AWAY));
    fixture.offer("a");
    fixture.run();
    assertThat(fixture.batches).hasSize(1);
    for (long seconds : new long[] {1, 2, 4}) {
      int before = fixture.batches.size();
      fixture.pass(Duration.ofSeconds(seconds).minusMillis(1));
      fixture.run();
      assertThat(fixture.batches).hasSize(before);
      fixture.pass(Duration.ofMillis(1));
      fixture.run();
      assertThat(fixture.batches).hasSize(before + 1);
    }
    assertThat(fixture.waiting()).isOne();
    fixture.pass(LONG);
    fixture.run();
    assertThat(fixture.accepted).containsExactly("a");
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void targetAsksToWait_isObeyed_upToALimit() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY);
    fixture.answers.add(new SendResult.Retry(20_000, "HTTP 429"));
    fixture.answers.add(new SendResult.Retry(Long.MAX_VALUE, "HTTP 429"));
    fixture.offer("a");
    fixture.run();
    fixture.pass(Duration.ofMillis(19_999));
    fixture.run();
    assertThat(fixture.batches).hasSize(1);
    fixture.pass(Duration.ofMillis(1));
    fixture.run();
    assertThat(fixture.batches).hasSize(2);
    fixture.pass(Duration.ofMillis(Backoff.LONGEST_ASKED_MILLIS));
    fixture.run();
    assertThat(fixture.accepted).containsExactly("a");
  }

  @Test
  void oneRefusedRequest_takesNoOtherAlong() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY);
    // The batch of three is refused; then one by one, the second is refused again.
    fixture.answers.addAll(
        List.of(REFUSED, DeliveryFixture.ACCEPTED, REFUSED, DeliveryFixture.ACCEPTED));
    fixture.offer("a");
    fixture.offer("bad", "bad");
    fixture.offer("c");
    fixture.run();
    assertThat(fixture.accepted).containsExactly("a", "c");
    assertThat(fixture.count(Result.REFUSED)).isEqualTo(2);
    assertThat(fixture.count(Result.DELIVERED)).isEqualTo(2);
    assertThat(fixture.batches).containsExactly(3, 1, 1, 1);
    fixture.offer("d");
    fixture.offer("e");
    fixture.run();
    assertThat(fixture.batches).endsWith(2);
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void partialSuccess_countsWhatWasRejected_neverMoreThanWasSent() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY);
    fixture.answers.add(new SendResult.Delivered(1, "no such tenant"));
    fixture.offer("a", "b", "c");
    fixture.run();
    fixture.answers.add(new SendResult.Delivered(Long.MAX_VALUE, ""));
    fixture.offer("d");
    fixture.run();
    assertThat(fixture.count(Result.DELIVERED)).isEqualTo(2);
    assertThat(fixture.count(Result.REFUSED)).isEqualTo(2);
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void memoryFull_withoutDisk_dropsTheOldest() {
    int size = DeliveryFixture.request("0").size();
    DeliveryFixture fixture = new DeliveryFixture(3L * size);
    fixture.answers.add(AWAY);
    fixture.offer("0");
    fixture.run();
    IntStream.range(1, 6).forEach(i -> fixture.offer("" + i));
    assertThat(fixture.delivery.queueBytes()).isLessThanOrEqualTo(3L * size);
    fixture.pass(LONG);
    fixture.run();
    assertThat(fixture.accepted).containsExactly("3", "4", "5");
    assertThat(fixture.count(Result.DROPPED)).isEqualTo(3);
    assertThat(fixture.unaccounted()).isZero();
  }

  /** What objects take beside their bytes is limited too. */
  @Test
  void memoryFull_ofTinyRequests_dropsTheOldest() {
    int most = 2000;
    DeliveryFixture fixture = new DeliveryFixture(128L * most);
    fixture.answers.add(AWAY);
    fixture.offer("first");
    fixture.run();
    IntStream.range(0, 5000).forEach(i -> fixture.offer("" + i));
    assertThat(fixture.delivery.waiting(Signal.TRACES)).isEqualTo(most);
    assertThat(fixture.count(Result.DROPPED)).isEqualTo(3001);
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void requestLargerThanTheMemory_takesNoOtherAlong() {
    DeliveryFixture fixture = new DeliveryFixture(1000);
    fixture.offer("a");
    fixture.offer("x".repeat(2000));
    fixture.run();
    assertThat(fixture.accepted).containsExactly("a");
    assertThat(fixture.count(Result.DROPPED)).isOne();
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void targetAway_movesToDisk_andComesBackInOrder() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY, directory, DISK);
    fixture.answers.add(AWAY);
    fixture.offer("a");
    fixture.run();
    fixture.offer("b");
    fixture.offer("c");
    fixture.run();
    assertThat(fixture.delivery.queueBytes()).isZero();
    assertThat(fixture.delivery.spoolBytes()).isPositive();
    assertThat(fixture.waiting()).isEqualTo(3);
    assertThat(fixture.delivery.oldestMillis()).isEqualTo(1_790_000_000_000L);
    fixture.pass(LONG);
    fixture.run();
    assertThat(fixture.accepted).containsExactly("a", "b", "c");
    assertThat(fixture.delivery.spoolBytes()).isZero();
    assertThat(fixture.delivery.oldestMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void slowTarget_movesWhatComesMeanwhileToDisk() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY, directory, DISK);
    fixture.hold();
    fixture.offer("a");
    fixture.run();
    fixture.offer("b");
    fixture.delivery.turn();
    assertThat(fixture.delivery.spoolBytes()).isZero();
    fixture.pass(Duration.ofMillis(Delivery.SLOW_MILLIS));
    fixture.delivery.turn();
    assertThat(fixture.delivery.spoolBytes()).isPositive();
    fixture.release(DeliveryFixture.ACCEPTED);
    fixture.run();
    assertThat(fixture.accepted).containsExactly("a", "b");
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void memoryHalfFull_movesToDisk_andNothingIsDropped() {
    int size = DeliveryFixture.request("0").size();
    DeliveryFixture fixture = new DeliveryFixture(4L * size, directory, DISK);
    fixture.hold();
    fixture.offer("0");
    fixture.run();
    for (int i = 1; i < 20; i++) {
      fixture.offer("" + i);
      fixture.delivery.turn();
    }
    fixture.release(DeliveryFixture.ACCEPTED);
    fixture.run();
    assertThat(fixture.accepted).hasSize(20);
    assertThat(fixture.count(Result.DROPPED)).isZero();
  }

  @Test
  void stop_keepsTheRestOnDisk_forTheNextProcess() {
    DeliveryFixture before = new DeliveryFixture(MEMORY, directory, DISK);
    before.hold();
    before.offer("a");
    before.run();
    before.offer("b");
    before.delivery.close(); // "a" is on its way: it may arrive twice
    assertThat(before.waiting()).isEqualTo(2);
    assertThat(before.count(Result.DROPPED)).isZero();
    DeliveryFixture after = new DeliveryFixture(MEMORY, directory, DISK);
    assertThat(after.waiting()).isEqualTo(2);
    after.run();
    assertThat(after.accepted).containsExactlyInAnyOrder("a", "b");
    assertThat(after.waiting()).isZero();
  }

  @Test
  void stop_withoutDisk_countsTheRestAsDropped() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY);
    fixture.hold();
    fixture.offer("a");
    fixture.run();
    fixture.offer("b");
    fixture.delivery.close();
    assertThat(fixture.count(Result.DROPPED)).isEqualTo(2);
    assertThat(fixture.delivery.lost()).isEqualTo(2);
    assertThat(fixture.unaccounted()).isZero();
  }

  @Test
  void diskFails_waitsInMemory_andTriesAgainLater() throws IOException {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY, directory, DISK);
    fixture.answers.add(AWAY);
    try (CapturedLog log = CapturedLog.start()) {
      // The directory is gone, so no segment can be made there.
      deleteAll(directory);
      fixture.offer("a");
      fixture.run();
      fixture.offer("b");
      fixture.run();
      assertThat(log.text()).contains("cannot be kept on disk").doesNotContain("Exception\n");
    }
    assertThat(fixture.delivery.queueBytes()).isPositive();
    assertThat(fixture.waiting()).isEqualTo(2);
    Files.createDirectories(directory);
    fixture.answers.add(AWAY);
    fixture.pass(Duration.ofMillis(Delivery.DISK_PAUSE_MILLIS));
    fixture.run();
    assertThat(fixture.delivery.queueBytes()).isZero();
    fixture.pass(LONG);
    fixture.run();
    assertThat(fixture.accepted).containsExactlyInAnyOrder("a", "b");
    assertThat(fixture.unaccounted()).isZero();
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void warnings_areOneAMinute_andSayWhatToDo() {
    DeliveryFixture fixture = new DeliveryFixture(MEMORY);
    try (CapturedLog log = CapturedLog.start()) {
      IntStream.range(0, 3).forEach(i -> fixture.answers.add(AWAY));
      fixture.offer("a");
      for (int i = 0; i < 3; i++) {
        fixture.run();
        fixture.pass(Duration.ofSeconds(10));
      }
      assertThat(log.text().split("does not take what is sent", -1)).hasSize(2);
      assertThat(log.text()).contains("connection refused", "Check that the target runs");
    }
  }

  /** Whatever a target does, in whatever order: nothing is unaccounted for. */
  @Test
  void anySequenceOfFailures_conservesItems() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      boolean disk = random.nextBoolean();
      DeliveryFixture fixture =
          disk
              ? new DeliveryFixture(2000, directory.resolve("" + seed), 150_000)
              : new DeliveryFixture(2000);
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> fixture.offer("x".repeat(random.nextInt(disk ? 4000 : 700)), "y");
          case 3 -> fixture.answers.add(AWAY);
          case 4 -> fixture.answers.add(REFUSED);
          case 5 -> fixture.answers.add(new SendResult.Delivered(random.nextInt(3), ""));
          case 6 -> fixture.pass(Duration.ofSeconds(random.nextInt(40)));
          default -> fixture.run();
        }
      }
      assertThat(fixture.unaccounted()).as("seed " + seed).isZero();
      fixture.answers.clear();
      fixture.pass(Duration.ofMinutes(5));
      fixture.run();
      fixture.run();
      assertThat(fixture.waiting()).as("seed " + seed).isZero();
      assertThat(fixture.unaccounted()).as("seed " + seed).isZero();
    }
  }
}
