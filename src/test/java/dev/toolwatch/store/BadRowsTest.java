package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BadRowsTest {
  private final SettableTime clock = new SettableTime(StoreContract.START);
  private final BadRows badRows = new BadRows(clock);

  private void skip(int row) {
    badRows.skip("rollups", "row " + row, new IllegalArgumentException("too short"));
  }

  @Test
  void skip_countsEach_andLogsOneAMinute_whateverTheClockDoes() {
    try (CapturedLog log = CapturedLog.start()) {
      skip(1);
      skip(2);
      clock.jump(Duration.ofHours(1));
      skip(3);
      clock.advance(Duration.ofMinutes(1));
      skip(4);
      assertThat(log.text().lines().filter(line -> line.contains("is malformed")))
          .hasSize(2)
          .first()
          .asString()
          .contains("rollups", "row 1", "too short");
      assertThat(log.text()).contains("row 4").doesNotContain("row 2", "row 3");
    }
    assertThat(badRows.skipped("rollups")).isEqualTo(4);
    assertThat(badRows.skipped("sessions")).isZero();
  }

  @Test
  void skip_theStoreFailed_isNotTheRowsFault() {
    StoreException away = new StoreException("away");
    assertThatThrownBy(() -> badRows.skip("rollups", "row 1", away)).isSameAs(away);
    assertThat(badRows.skipped("rollups")).isZero();
  }
}
