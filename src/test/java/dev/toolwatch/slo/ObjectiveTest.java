package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
  private static Objective of(Goal goal) {
    return new Objective("swift", null, null, goal, 0.99, new Window.Rolling(30));
  }

  @Test
  void thresholdSeconds_areThoseOfTheSetting_belowAMillisecondToo() {
    assertThat(of(new Goal.Latency(Duration.ofNanos(500_000))).thresholdSeconds())
        .isEqualTo(0.0005);
    assertThat(of(new Goal.Latency(Duration.ofSeconds(1))).thresholdSeconds()).isEqualTo(1.0);
    assertThat(of(new Goal.Availability()).thresholdSeconds()).isNull();
  }
}
