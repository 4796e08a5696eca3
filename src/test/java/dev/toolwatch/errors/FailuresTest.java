package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final long MINUTE = 29_833_333;

  private final Failures failures = new Failures();
  private final FailureShard shard = failures.openShard();
  private final Map<Failure, Long> stored = new HashMap<>();

  private static SeriesKey name(String tool, String error) {
    return new SeriesKey(ServiceId.of("orders"), "tools/call", tool, error);
  }

  private static long end(long minute) {
    return TimeUnit.MINUTES.toNanos(minute) + 1;
  }

  private void fail(int different) {
    for (int i = 0; i < different; i++) {
      shard.record(name("find", "error " + i), end(MINUTE), 3);
    }
  }

  @Test
  void failures_areSummed_byMinuteToolAndType() {
    shard.received(TimeUnit.MINUTES.toMillis(MINUTE));
    SeriesKey timeout = name("find", "timeout");
    shard.record(timeout, end(MINUTE), 1);
    shard.record(timeout, end(MINUTE), 4);
    shard.record(timeout, end(MINUTE - 1), 2);
    shard.record(timeout, end(MINUTE - 2 * 24 * 60), 8); // too late: counts where it comes
    failures.flush(this::store);
    assertThat(stored)
        .containsOnly(
            Map.entry(new Failure(MINUTE, ServiceId.of("orders"), "find", "timeout"), 13L),
            Map.entry(new Failure(MINUTE - 1, ServiceId.of("orders"), "find", "timeout"), 2L));
    assertThat(failures.limited()).isZero();
  }

  @Test
  void moreDifferentThanTheLimit_areLeftOut_andCounted() {
    shard.received(TimeUnit.MINUTES.toMillis(MINUTE));
    fail(FailureShard.MAX + 7);
    failures.flush(this::store);
    assertThat(stored).hasSize(FailureShard.MAX);
    assertThat(failures.limited()).isEqualTo(7 * 3);
    shard.record(name("find", "later"), end(MINUTE), 1);
    failures.flush(this::store);
    assertThat(stored).containsKey(new Failure(MINUTE, ServiceId.of("orders"), "find", "later"));
  }

  @Test
  void storedWithoutAnAnswer_comeAgainAsTheyWere_underTheirNumber() {
    List<Map.Entry<Long, Map<Failure, Long>>> told = new ArrayList<>();
    shard.received(TimeUnit.MINUTES.toMillis(MINUTE));
    shard.record(name("find", "timeout"), end(MINUTE), 3);
    assertThatThrownBy(
            () ->
                failures.flush(
                    (some, sequence) -> {
                      told.add(Map.entry(sequence, Map.copyOf(some)));
                      throw new IllegalStateException("no answer");
                    }))
        .hasMessage("no answer");
    shard.record(name("find", "timeout"), end(MINUTE), 2);
    failures.flush((some, sequence) -> told.add(Map.entry(sequence, Map.copyOf(some))));
    Failure failure = new Failure(MINUTE, ServiceId.of("orders"), "find", "timeout");
    assertThat(told)
        .containsExactly(
            Map.entry(1L, Map.of(failure, 3L)),
            Map.entry(1L, Map.of(failure, 3L)),
            Map.entry(2L, Map.of(failure, 2L)));
  }

  private void store(Map<Failure, Long> some, long sequence) {
    stored.putAll(some);
  }

  @Test
  void whileTheStoreIsAway_theyWait_upToTheLimit() {
    int flushes = 6;
    for (int flush = 0; flush < flushes; flush++) {
      shard.received(TimeUnit.MINUTES.toMillis(MINUTE + flush));
      for (int i = 0; i < FailureShard.MAX; i++) {
        shard.record(name("find", "error " + i), end(MINUTE + flush), 1);
      }
      assertThatThrownBy(
              () ->
                  failures.flush(
                      (waiting, sequence) -> {
                        throw new IllegalStateException("away");
                      }))
          .hasMessage("away");
    }
    failures.flush(this::store);
    assertThat(stored).hasSize(Failures.MAX_WAITING);
    assertThat(failures.limited())
        .isEqualTo((long) flushes * FailureShard.MAX - Failures.MAX_WAITING);
    stored.clear();
    failures.flush(this::store);
    assertThat(stored).isEmpty();
  }
}
