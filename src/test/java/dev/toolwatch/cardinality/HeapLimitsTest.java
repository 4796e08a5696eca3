package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many series and services there may be in which heap. */
class HeapLimitsTest {
  private static HeapLimits limits(OptionalInt series, OptionalInt services, int loops, int heap) {
    return HeapLimits.of(
        new Cardinalities.Settings(
            series, services, 500, 100, 100, 0.5, Duration.ZERO, OptionalInt.empty()),
        loops,
        (long) heap << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "32, 1, 800, 40",
    "154, 2, 3200, 160",
    "256, 2, 5900, 295",
    "420, 2, 10000, 500",
    "1024, 8, 6400, 320",
    "24000, 8, 10000, 500",
    // Too small for anything: what is left is still of use to one who tries it.
    "16, 8, 200, 10"
  })
  void notSet_isWhatFits(int heap, int loops, int series, int services) {
    assertThat(limits(OptionalInt.empty(), OptionalInt.empty(), loops, heap))
        .isEqualTo(new HeapLimits(series, services));
  }

  @Test
  void set_isTaken() {
    assertThat(limits(OptionalInt.of(40_000), OptionalInt.of(900), 2, 154))
        .isEqualTo(new HeapLimits(40_000, 900));
  }

  @Test
  void seriesSet_servicesFollow() {
    assertThat(limits(OptionalInt.of(2000), OptionalInt.empty(), 2, 154).services()).isEqualTo(100);
    assertThat(limits(OptionalInt.of(40_000), OptionalInt.empty(), 2, 154).services())
        .isEqualTo(500);
    assertThat(limits(OptionalInt.of(12), OptionalInt.empty(), 2, 154).services()).isEqualTo(1);
  }

  @Test
  void servicesSet_takeRoomFromSeries() {
    HeapLimits few = limits(OptionalInt.empty(), OptionalInt.of(10), 2, 154);
    HeapLimits many = limits(OptionalInt.empty(), OptionalInt.of(500), 2, 154);
    assertThat(few.series()).isGreaterThan(many.series() + 300);
    assertThat(many.services()).isEqualTo(500);
  }
}
