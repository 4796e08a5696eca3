package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedClockTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  private final SettableTime machine = new SettableTime(START);
  private final TrustedClock clock = new TrustedClock(machine);

  private double jumps() {
    return ((CounterSample) family("toolwatch_clock_jumps").samples().get(0)).value();
  }

  private double suspectSeconds() {
    return ((GaugeSample) family("toolwatch_clock_suspect_seconds").samples().get(0)).value();
  }

  private MetricFamily family(String name) {
    List<MetricFamily> families = clock.families().toCompletableFuture().join();
    return families.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void follows_aClockThatKeepsPace() {
    for (int i = 0; i < 1_000; i++) {
      machine.advance(Duration.ofSeconds(97));
      // As NTP corrects it, now and then.
      machine.jump(Duration.ofMillis(i % 2 == 0 ? 300 : -300));
      assertThat(clock.instant()).isEqualTo(machine.instant());
      assertThat(clock.millis()).isEqualTo(machine.millis());
    }
    assertThat(clock.problem()).isEmpty();
    assertThat(jumps()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"P3650D", "P40D", "PT-1H", "P-3650D"})
  void goesOnWithMonotonicTime_throughAShortJump(Duration jump) {
    try (CapturedLog log = CapturedLog.start()) {
      machine.jump(jump);
      for (int i = 1; i <= 20; i++) {
        machine.advance(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(i));
      }
      assertThat(clock.problem()).isPresent();
      assertThat(suspectSeconds()).isEqualTo((double) jump.toSeconds());
      machine.jump(jump.negated());
      assertThat(clock.instant()).isEqualTo(machine.instant());
      assertThat(clock.problem()).isEmpty();
      assertThat(jumps()).isEqualTo(1);
      assertThat(suspectSeconds()).isZero();
      assertThat(log.text()).contains("The clock jumped", "The clock is right again");
    }
  }

  @Test
  void believes_whatStaysForTenMinutes() {
    clock.instant();
    machine.jump(Duration.ofHours(-1));
    clock.instant();
    machine.advance(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(clock.instant()).isEqualTo(machine.instant().plus(Duration.ofHours(1)));
    machine.advance(Duration.ofSeconds(1));
    assertThat(clock.instant()).isEqualTo(machine.instant());
    assertThat(clock.problem()).isEmpty();
  }

  @Test
  void believesNothing_thatChangesAgain() {
    clock.instant();
    for (int i = 0; i < 20; i++) {
      machine.jump(Duration.ofHours(1));
      assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(5L * i)));
      machine.advance(Duration.ofMinutes(5));
    }
    assertThat(jumps()).isEqualTo(20);
  }

  @Test
  void doesNotCreep_withManySmallSteps() {
    for (int i = 0; i < 600; i++) {
      machine.jump(Duration.ofSeconds(50));
      machine.advance(Duration.ofSeconds(1));
      clock.instant();
    }
    assertThat(Duration.between(START, clock.instant())).isLessThan(Duration.ofMinutes(12));
  }

  @Test
  void believesAtOnce_aClockThatWasNeverSetBefore() {
    SettableTime epoch = new SettableTime(Instant.EPOCH);
    TrustedClock unset = new TrustedClock(epoch);
    epoch.advance(Duration.ofSeconds(5));
    epoch.jump(Duration.between(epoch.instant(), START));
    assertThat(unset.instant()).isEqualTo(START);
    assertThat(unset.problem()).isEmpty();
  }
}
