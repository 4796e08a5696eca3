package dev.toolwatch.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForwardMillisTest {
  private final ForwardMillis time = new ForwardMillis();

  @Test
  void at_aStepBack_goesOnFromWhereItWas() {
    assertThat(time.at(10_000_000)).isEqualTo(10_000_000);
    assertThat(time.at(6_400_000)).isEqualTo(10_000_000);
    assertThat(time.at(6_400_250)).isEqualTo(10_000_250);
  }

  @Test
  void at_readingsThatOvertakeEachOther_areNoStep() {
    time.at(10_000);
    for (int i = 0; i < 100; i++) {
      time.at(10_005 + i);
      time.at(10_000 + i);
    }
    assertThat(time.at(10_104)).isEqualTo(10_104);
  }
}
