package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.testing.CapturedLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CheckpointsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Stage red = new Stage("red");
  private final Stage otlp = new Stage("otlp");
  private final Checkpoints continuation = new Checkpoints(List.of(red, otlp));
  private final Map<String, byte[]> kept = new HashMap<>();

  private boolean keep(Map<String, byte[]> states) {
    kept.putAll(states);
    return true;
  }

  @Test
  void restore_eachStageGetsWhatItHasSaved() {
    continuation.restore(Map::of, PATIENCE);
    red.state = 'r';
    otlp.state = 'o';
    continuation.save(this::keep);
    Stage redAfter = new Stage("red");
    Stage otlpAfter = new Stage("otlp");
    new Checkpoints(List.of(otlpAfter, redAfter)).restore(() -> kept, PATIENCE);
    assertThat(redAfter.state).isEqualTo('r');
    assertThat(otlpAfter.state).isEqualTo('o');
  }

  @Test
  void restore_oneStateIsUnsound_othersGoOn_andTheLogSaysWhichAndWhy() {
    try (CapturedLog log = CapturedLog.start()) {
      continuation.restore(() -> Map.of("red", new byte[3], "otlp", new byte[] {'o'}), PATIENCE);
      assertThat(log.text()).contains("WARN").contains("of red").contains("it has 3 bytes");
    }
    assertThat(otlp.state).isEqualTo('o');
  }

  @Test
  void restore_nothingKept_staysQuiet() {
    try (CapturedLog log = CapturedLog.start()) {
      continuation.restore(Map::of, PATIENCE);
      assertThat(log.text()).doesNotContain("WARN", "ERROR");
    }
  }

  @Test
  void restore_storeIsAway_startsAtZero() {
    try (CapturedLog log = CapturedLog.start()) {
      continuation.restore(
          () -> {
            throw new StoreException("the store cannot be opened: away");
          },
          PATIENCE);
      assertThat(log.text())
          .contains("the store cannot be opened: away")
          .contains("counters on /metrics start at 0");
    }
    assertThat(red.state).isZero();
  }

  @Test
  void restore_storeDoesNotAnswer_startsWithoutIt_andWhatComesLaterIsNotUsed() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    try (CapturedLog log = CapturedLog.start()) {
      continuation.restore(
          () -> {
            try {
              answers.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            answered.countDown();
            return Map.of("red", new byte[] {'r'});
          },
          Duration.ofMillis(1));
      assertThat(log.text()).contains("has not answered");
    }
    answers.countDown();
    answered.await();
    assertThat(red.state).isZero();
  }

  @Test
  void save_aLoopDoesNotAnswer_theOthersAreKept() {
    continuation.restore(Map::of, PATIENCE);
    red.stuck = true;
    otlp.state = 'o';
    try (CapturedLog log = CapturedLog.start()) {
      continuation.save(this::keep);
      assertThat(log.text()).contains("The counters of red are not saved");
    }
    assertThat(kept).containsOnlyKeys("otlp");
  }

  @Test
  void giveBack_afterAStartThatFailed_keepsWhatWasTaken_untilItHasSucceeded() {
    continuation.restore(() -> Map.of("red", new byte[] {'r'}), PATIENCE);
    continuation.giveBack(this::keep);
    assertThat(kept).containsOnlyKeys("red");
    kept.clear();
    continuation.restore(() -> Map.of("red", new byte[] {'r'}), PATIENCE);
    continuation.started();
    continuation.giveBack(this::keep);
    assertThat(kept).isEmpty();
  }

  @Test
  void save_afterAStartThatDidNotGetThere_keepsNothing() {
    continuation.save(this::keep);
    assertThat(kept).isEmpty();
  }

  @Test
  void save_storeIsAwayOrTakenOver_isSaidAndNothingElse() {
    continuation.restore(Map::of, PATIENCE);
    try (CapturedLog log = CapturedLog.start()) {
      continuation.save(
          states -> {
            throw new StoreException("the store cannot be added to: full");
          });
      continuation.save(states -> false);
      assertThat(log.text()).contains("full").contains("toolwatch.store.replica");
    }
  }

  /** A stage that has one byte. */
  private static final class Stage implements Checkpointed {
    private final String name;
    private int state;
    private boolean stuck;

    private Stage(String name) {
      this.name = name;
    }

    @Override
    public String checkpointName() {
      return name;
    }

    @Override
    public byte[] save() {
      if (stuck) {
        throw new IllegalStateException("An event loop did not answer");
      }
      return new byte[] {(byte) state};
    }

    @Override
    public void restore(byte[] kept) {
      if (kept.length != 1) {
        throw new IllegalArgumentException("it has " + kept.length + " bytes");
      }
      state = kept[0];
    }
  }
}
