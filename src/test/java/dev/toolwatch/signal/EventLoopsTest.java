package dev.toolwatch.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLoopsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 2, 4096, 2",
    "0, 64, 4096, 8",
    "0, 16, 154, 2",
    "0, 4, 40, 1",
    "3, 1, 40, 3",
    "12, 2, 40, 12"
  })
  void follow_processorsAndHeap(int setting, int processors, long heap, int loops) {
    assertThat(EventLoops.of(setting, processors, heap << 20)).isEqualTo(loops);
  }
}
