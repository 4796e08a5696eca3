package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How the bytes in flight are divided among tenants. */
class ReceiverStateTest {
  private final ReceiverState state = new ReceiverState(1000);

  @Test
  void divide_oneAlone_hasAllOfThem() {
    state.divide(List.of(""), 100);
    assertThat(state.inFlight("").take(1000)).isTrue();
    assertThat(state.inFlight("").take(1)).isFalse();
    assertThat(state.inFlightBytes()).isEqualTo(1000);
  }

  @Test
  void divide_several_eachHasItsShare_whateverTheOthersTake() {
    state.divide(List.of("", "acme", "beta", "gamma", "delta"), 100);
    assertThat(state.inFlight("acme").take(600)).isTrue();
    assertThat(state.inFlight("acme").take(1)).isFalse();
    for (String other : List.of("", "beta", "gamma", "delta")) {
      assertThat(state.inFlight(other).take(100)).isTrue();
    }
    assertThat(state.inFlightBytes()).isEqualTo(1000);
  }

  @Test
  void divide_largeRequests_haveRoom() {
    state.divide(List.of("", "acme"), 900);
    assertThat(state.inFlight("acme").take(950)).isTrue();
    assertThat(state.inFlight("").take(50)).isTrue();
    assertThat(state.inFlight("").take(1)).isFalse();
  }
}
