package dev.toolwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlayerTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-10-05T00:00:00Z");

  private final List<Instant> ends = new ArrayList<>();

  @Test
  void dayCurve_hasMeanOne() {
    DayCurve curve = new DayCurve(MIDNIGHT, 1);
    double sum = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      sum += curve.factor(MIDNIGHT.plus(Duration.ofMinutes(minute)));
    }
    assertThat(sum / (24 * 60)).isCloseTo(1, within(1e-6));
  }

  @Test
  void dayCurve_spedUp_makesADayOfAnHour() {
    DayCurve fast = new DayCurve(MIDNIGHT, 24);
    DayCurve real = new DayCurve(MIDNIGHT, 1);
    assertThat(fast.factor(MIDNIGHT.plus(Duration.ofMinutes(25))))
        .isCloseTo(real.factor(MIDNIGHT.plus(Duration.ofHours(10))), within(1e-9));
  }

  @Test
  void playUntil_wholeDay_followsTheRateAndTheCurve() {
    Player player = player(MIDNIGHT, 1);
    for (int second = 1; second <= 24 * 3600; second++) {
      player.playUntil(MIDNIGHT.plusSeconds(second));
    }
    assertThat(ends.size() / (24 * 3600d)).isCloseTo(1, within(0.03));
    long night = between(2, 4);
    long morning = between(9, 11);
    assertThat(morning / (double) night).isBetween(9d, 13d);
    assertThat(ends).isSorted();
    assertThat(player.played()).isEqualTo(ends.size());
  }

  @Test
  void playUntil_returnsWhenTheNextIsDue() {
    Player player = player(MIDNIGHT, 20);
    Instant next = player.playUntil(MIDNIGHT);
    assertThat(ends).containsExactly(MIDNIGHT);
    player.playUntil(next.minusNanos(1));
    assertThat(ends).hasSize(1);
    player.playUntil(next);
    assertThat(ends).containsExactly(MIDNIGHT, next);
  }

  @Test
  void playUntil_afterASleep_doesNotMakeUpForIt() {
    Player player = player(MIDNIGHT, 20);
    Instant later = MIDNIGHT.plus(Duration.ofHours(3));
    player.playUntil(later);
    assertThat(ends).hasSizeLessThan(60);
    assertThat(ends.get(0)).isEqualTo(later.minusSeconds(2));
  }

  private Player player(Instant start, double rate) {
    return new Player(
        new Traffic(Fleet.SERVERS, 300, 7),
        new DayCurve(start, 1),
        rate,
        (operation, end) -> ends.add(end));
  }

  private long between(int fromHour, int toHour) {
    Instant from = MIDNIGHT.plus(Duration.ofHours(fromHour));
    Instant to = MIDNIGHT.plus(Duration.ofHours(toHour));
    return ends.stream().filter(end -> !end.isBefore(from) && end.isBefore(to)).count();
  }
}
