package dev.toolwatch.expose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a-b", "a b", "ä", "a.b", "__name__", "a:b"})
  void labels_badName_isRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Labels.of(name, "x"));
  }

  @Test
  void labels_nameTwiceOrWithoutValue_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Labels.of("a", "1", "a", "2"));
    assertThatIllegalArgumentException().isThrownBy(() -> Labels.of("a"));
  }

  @Test
  void labels_samePairs_areEqual() {
    assertThat(Labels.of("a", "1", "b", "")).isEqualTo(Labels.of("a", "1", "b", ""));
    assertThat(Labels.of("a", "1")).isNotEqualTo(Labels.of("a", "2"));
    assertThat(Labels.of("a", "1")).hasSameHashCodeAs(Labels.of("a", "1"));
  }

  @Test
  void family_nameThatContradictsTypeOrUnit_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Families.counter("calls_total", Labels.EMPTY, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Families.family("build_info", MetricFamily.Type.INFO));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new MetricFamily("wait", "", "seconds", MetricFamily.Type.GAUGE, List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> Families.gauge("a.b", Labels.EMPTY, 1));
  }

  @Test
  void family_sampleOfAnotherType_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Families.family(
                    "calls", MetricFamily.Type.COUNTER, new GaugeSample(Labels.EMPTY, 1)));
  }

  @Test
  void histogram_tornCounts_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> histogram(3, new double[] {1}, 1, 1))
        .withMessageContaining("inconsistent");
    NativeBuckets torn = new NativeBuckets(0, 1e-9, 0, 0, new long[] {1}, 0, new long[0]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Families.duration("search", torn))
        .withMessageContaining("inconsistent");
  }

  @Test
  void histogram_boundsOutOfOrder_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> histogram(0, new double[] {1, 1}, 0, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> histogram(0, new double[] {Double.POSITIVE_INFINITY}, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> histogram(0, new double[] {Double.NaN}, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram(0, new double[] {1}, 0));
  }

  @Test
  void counter_belowZeroOrNaN_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new CounterSample(Labels.EMPTY, -1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CounterSample(Labels.EMPTY, Double.NaN, 0));
  }

  @Test
  void exemplar_idThatWouldNeedEscapingOrIsTooLong_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Exemplar("a\"", "", 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Exemplar("a".repeat(114), "", 1, 0));
  }

  private static HistogramSample histogram(long count, double[] bounds, long... buckets) {
    return new HistogramSample(
        Labels.EMPTY, 0, count, 0, bounds, buckets, new Exemplar[0], NativeBuckets.NONE);
  }
}
