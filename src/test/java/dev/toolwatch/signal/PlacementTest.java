package dev.toolwatch.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlacementTest {
  /** Within a minute: its edges are not those of minutes. */
  private static final long RECEIVED = 1_790_000_012_345L;

  private static void assertPlaced(long endMillis, Placement placement, long millis) {
    long ended = Placement.endMillis(TimeUnit.MILLISECONDS.toNanos(endMillis) + 999_999);
    assertThat(Placement.of(ended, RECEIVED)).isEqualTo(placement);
    assertThat(placement.millis(ended, RECEIVED)).isEqualTo(millis);
  }

  @Test
  void upToADayBack_andAMinuteAhead_countsWhenItEnded() {
    long dayAgo = RECEIVED - 86_400_000;
    long minuteAhead = RECEIVED + 60_000;
    assertPlaced(RECEIVED, Placement.ENDED, RECEIVED);
    assertPlaced(dayAgo, Placement.ENDED, dayAgo);
    assertPlaced(minuteAhead, Placement.ENDED, minuteAhead);
    assertPlaced(dayAgo - 1, Placement.LATE, RECEIVED);
    assertPlaced(minuteAhead + 1, Placement.FUTURE, RECEIVED);
  }

  @Test
  void greatestTime_isUnsigned_andAhead() {
    assertThat(Placement.of(Placement.endMillis(-1L), RECEIVED)).isEqualTo(Placement.FUTURE);
  }
}
