package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What several have of one budget. */
class ByteBudgetTest {
  private final ByteBudget shared = new ByteBudget(100);
  private final ByteBudget one = shared.with(20);
  private final ByteBudget other = shared.with(20);

  @Test
  void take_ownFirst_thenWhatIsShared() {
    assertThat(one.take(15)).isTrue();
    assertThat(shared.used()).isZero();
    assertThat(one.take(25)).isTrue();
    assertThat(shared.used()).isEqualTo(20);
    one.giveBack(30);
    assertThat(shared.used()).isZero();
    assertThat(one.used()).isEqualTo(10);
  }

  @Test
  void take_oneHasAllThatIsShared_theOtherHasItsOwn() {
    assertThat(one.take(120)).isTrue();
    assertThat(one.take(1)).isFalse();
    assertThat(other.take(21)).isFalse();
    assertThat(other.take(20)).isTrue();
    assertThat(other.take(1)).isFalse();
    assertThat(one.used()).isEqualTo(120);
    assertThat(other.used()).isEqualTo(20);
  }

  @Test
  void manyThreads_whatIsGivenBackIsThereAgain() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ByteBudget mine = i % 2 == 0 ? one : other;
        long seed = i;
        done.add(threads.submit(() -> takeAndGiveBack(mine, seed)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(one.used()).isZero();
    assertThat(other.used()).isZero();
    assertThat(shared.used()).isZero();
  }

  private static void takeAndGiveBack(ByteBudget budget, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long held = 0;
    for (int i = 0; i < 200_000; i++) {
      if (random.nextBoolean()) {
        long bytes = random.nextInt(1, 70);
        held += budget.take(bytes) ? bytes : 0;
      } else {
        budget.giveBack(held);
        held = 0;
      }
    }
    budget.giveBack(held);
  }
}
