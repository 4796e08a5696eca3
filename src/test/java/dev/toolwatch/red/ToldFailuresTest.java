package dev.toolwatch.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ServiceId;
import org.junit.jupiter.api.Test;

class ToldFailuresTest {
  private final ToldFailures told = new ToldFailures(3);

  private static SeriesKey failure(String tool, String type) {
    return new SeriesKey(ServiceId.of("orders"), "tools/call", tool, type);
  }

  @Test
  void spansAndPoints_inAnyOrder_countTheLargerOfBoth() {
    assertThat(told.bySpan(failure("add", "ToolError"), 2)).isEqualTo(2);
    assertThat(told.byPoint(failure("add", "tool_error"), 3)).isEqualTo(1);
    assertThat(told.bySpan(failure("add", "ToolError"), 1)).isZero();
    assertThat(told.bySpan(failure("add", "ToolError"), 4)).isEqualTo(4);
    assertThat(told.byPoint(failure("add", "tool_error"), 1)).isZero();
    assertThat(told.byPoint(failure("sub", "tool_error"), 1)).isEqualTo(1);
  }

  @Test
  void moreToolsThanTheLimit_forgetsTheOldest() {
    for (int i = 0; i < 100; i++) {
      told.bySpan(failure("tool " + i, "timeout"), 1);
    }
    assertThat(told.size()).isEqualTo(3);
    assertThat(told.byPoint(failure("tool 99", "timeout"), 1)).isZero();
    assertThat(told.byPoint(failure("tool 0", "timeout"), 1)).isEqualTo(1);
  }
}
