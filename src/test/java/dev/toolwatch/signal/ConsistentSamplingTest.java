package dev.toolwatch.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistentSamplingTest {
  private static Text text(String text) {
    byte[] bytes = ("x" + text + "x").getBytes(UTF_8);
    Text read = new Text();
    read.set(bytes, 1, bytes.length - 2);
    return read;
  }

  private static double of(String traceState) {
    return ConsistentSampling.weight(ConsistentSampling.threshold(text(traceState)));
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
    "ffff, 65536"
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
  void threshold_nothingValid_isUnsaid(String traceState) {
    assertThat(ConsistentSampling.threshold(text(traceState))).isEqualTo(ConsistentSampling.UNSAID);
  }

  @Test
  void threshold_zero_isNotUnsaid() {
    assertThat(ConsistentSampling.threshold(text("ot=th:0"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ot=th:8", "ot=rv:123", "ot=rv:0123456789abcg", "x=rv:0123456789abcd"})
  void randomness_notSaid_isOfTheTraceId(String traceState) {
    assertThat(ConsistentSampling.randomness(text(traceState), 0xff_1234_5678_9abcdeL))
        .isEqualTo(0x1234_5678_9abcdeL);
  }

  @Test
  void randomness_said_isPreferred() {
    assertThat(ConsistentSampling.randomness(text("a=b,ot=th:8;rv:fe23456789abcd"), 7))
        .isEqualTo(0xfe23456789abcdL);
  }

  /** A share of a share stands for as many as both say. */
  @ParameterizedTest
  @CsvSource({"'', 0.01, 100", "ot=th:8, 0.5, 4", "ot=th:c, 0.1, 40", "ot=th:0, 1, 1"})
  void within_threshold_multipliesTheWeights(String traceState, double ratio, double weight) {
    long before = ConsistentSampling.threshold(text(traceState));
    assertThat(ConsistentSampling.weight(ConsistentSampling.within(before, ratio)))
        .isCloseTo(weight, within(weight * 1e-9));
  }

  @Test
  void threshold_ofWeight_hasThatWeight() {
    for (double weight : new double[] {1, 4 / 3.0, 2, 100, 10_000}) {
      assertThat(ConsistentSampling.weight(ConsistentSampling.threshold(weight)))
          .isCloseTo(weight, within(weight * 1e-9));
    }
  }

  /** What others say stays (W3C Trace Context, "tracestate"); the own member comes first. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      textBlock =
          """
          "" | ot=th:8
          "ot=th:4" | ot=th:8
          "ot=rv:0123456789abcd" | ot=th:8;rv:0123456789abcd
          "ot=rv:0123456789abcd;th:4;x:y" | ot=th:8;rv:0123456789abcd;x:y
          "a=b" | ot=th:8,a=b
          "a=b, ot=th:4;x:y ,c=d" | ot=th:8;x:y ,a=b,c=d
          "a=b,ot=" | ot=th:8,a=b
          "ot=;;th:4;,a=b," | ot=th:8,a=b
          """)
  void write_traceState_changesOnlyTheThreshold(String before, String after) {
    ByteSink sink = new ByteSink(64, 1000);
    ConsistentSampling.write(text(before), 1L << 55, sink);
    assertThat(new String(sink.toByteArray(), UTF_8)).isEqualTo(after.strip());
    assertThat(ConsistentSampling.threshold(text(after.strip()))).isEqualTo(1L << 55);
  }

  @Test
  void write_everyDigit_isReadBack() {
    for (long threshold : new long[] {0, 1, 0xfd70a3d70a3d71L, (1L << 56) - 1, 1L << 52}) {
      ByteSink sink = new ByteSink(64, 1000);
      ConsistentSampling.write(text(""), threshold, sink);
      String written = new String(sink.toByteArray(), UTF_8);
      assertThat(ConsistentSampling.threshold(text(written))).as(written).isEqualTo(threshold);
      assertThat(written).matches("ot=th:(0|[0-9a-f]{0,13}[1-9a-f])");
    }
  }
}
