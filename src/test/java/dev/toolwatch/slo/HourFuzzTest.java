package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.Fuzzing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mutations of what lies in the table {@code indicator_hours}. */
class HourFuzzTest {
  private static byte[] hour(int... minutes) {
    HourCounts hour = new HourCounts();
    for (int minute : minutes) {
      hour.set(minute, 100L + minute, minute);
    }
    return hour.toBytes();
  }

  @Test
  void data_mutations_areTakenOrSkipped() {
    Fuzzing.run(
        List.of(hour(), hour(0, 59), hour(1, 2, 3, 30, 31)),
        input -> {
          HourCounts read = HourCounts.ofStored(input, "swift", 7);
          EventCount sum = read.sum();
          assertThat(sum.bad()).isBetween(0L, sum.events());
        });
  }
}
