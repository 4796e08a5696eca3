package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationExpressionTest {
  @ParameterizedTest
  @CsvSource({
    "250ms, 250000000",
    "1.5s, 1500000000",
    ".5s, 500000000",
    "1h30m, 5400000000000",
    "7us, 7000",
    "7µs, 7000",
    "1.9ns, 1",
    "0, 0",
    "0s, 0",
    "1.5, 1500000000",
    "2, 2000000000",
  })
  void durations_inNanoseconds(String text, long nanos) {
    assertThat(DurationExpression.nanos(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s", "-1s", "1 s", "1d", "ms", "1s2", "1e3s", "٣s", "999999999999999999h", "."})
  void others_areRefused(String text) {
    assertThatThrownBy(() -> DurationExpression.nanos(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "1.5"})
  void numberWithoutUnit_isRefusedWhereUnitsAreRequired(String text) {
    assertThatThrownBy(() -> DurationExpression.withUnit(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
