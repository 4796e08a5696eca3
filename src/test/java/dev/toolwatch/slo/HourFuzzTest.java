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

  /** As {@link HourCounts#ofStored} does: what cannot be read is skipped. */
  private static EventCount sum(byte[] data) {
    try {
      return HourCounts.of(data).sum();
    } catch (RuntimeException e) {
      return EventCount.NONE;
    }
  }

  @Test
  void data_mutations_areTakenOrSkipped() {
    Fuzzing.run(
        List.of(hour(), hour(0, 59), hour(1, 2, 3, 30, 31)),
        input -> {
          EventCount sum = sum(input);
          assertThat(sum.bad()).isBetween(0L, sum.events());
        });
  }
}
