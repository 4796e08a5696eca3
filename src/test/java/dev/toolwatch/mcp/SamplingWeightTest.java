package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingWeightTest {
  private static final double MAX = 10_000;

  private static double of(String traceState) {
    return SamplingWeight.of(Recognised.text(traceState), 1, MAX);
  }

  /** OpenTelemetry, "TraceState: Probability Sampling", examples of thresholds and more. */
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "8, 2",
    "c, 4",
    "C, 4",
    "e, 8",
    "4, 1.3333333333333333",
    "80000000000000, 2",
    "fd70a3d70a3d71, 100",
    "fd70a, 100",
    "fff, 4096",
    "ffff, 10000",
    "ffffffffffffff, 10000"
  })
  void of_threshold_isTheInverseOfTheProbability(String threshold, double weight) {
    assertThat(of("ot=th:" + threshold)).isCloseTo(weight, within(weight / 10_000));
  }

  @Test
  void of_fullThreshold_isExact() {
    assertThat(of("ot=th:fd70a3d70a3d71")).isCloseTo(100, within(1e-11));
    assertThat(of("ot=th:fd70a")).isNotEqualTo(of("ot=th:fd70a3d70a3d71"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ot=th:8;rv:0123456789abcd",
        "ot=rv:0123456789abcd;th:8",
        "rojo=00f067aa0ba902b7,ot=th:8",
        "ot=th:8,rojo=00f067aa0ba902b7",
        "rojo=1 , ot=th:8 ,congo=2",
        "rojo=1,\tot=th:8\t,congo=2",
        "rojo=ot=th:c,ot=th:8",
        "rojo=th:c,ot=x:1;y:2;th:8;z:3",
        "ot=th:8,ot=th:c"
      })
  void of_amongOtherMembers_isFound(String traceState) {
    assertThat(of(traceState)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ot",
        "ot=",
        "ot=th",
        "ot=th:",
        "ot=th:;rv:8",
        "ot=th:g",
        "ot=th:-8",
        "ot=th:0x8",
        "ot=th:8.0",
        "ot=th:800000000000000",
        "ot=th:\u00bd",
        "ot=th 8",
        "ot=TH:8",
        "OT=th:8",
        "not=th:8",
        "ot=xth:8",
        "ot=p:8",
        "ot= th:8",
        "ot =th:8",
        "rojo=th:8",
        ",,,",
        "ot=th:,ot=th:8"
      })
  void of_nothingValid_isTheWeightOfTheService(String traceState) {
    assertThat(of(traceState)).isEqualTo(1);
    assertThat(SamplingWeight.of(Recognised.text(traceState), 4, MAX)).isEqualTo(4);
  }

  @Test
  void of_threshold_isPreferredToTheWeightOfTheService() {
    assertThat(SamplingWeight.of(Recognised.text("ot=th:8"), 4, MAX)).isEqualTo(2);
    assertThat(SamplingWeight.of(Recognised.text("ot=th:0"), 4, MAX)).isEqualTo(1);
  }

  @Test
  void of_moreThanTheMost_isTheMost() {
    assertThat(SamplingWeight.of(Recognised.text("ot=th:8"), 1, 1.5)).isEqualTo(1.5);
    assertThat(SamplingWeight.of(Recognised.text("ot=th:8"), 1, 2.5)).isEqualTo(2);
  }
}
