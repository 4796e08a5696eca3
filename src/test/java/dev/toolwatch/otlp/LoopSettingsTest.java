package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopSettingsTest {
  private static final long MB = 1 << 20;

  @ParameterizedTest
  @CsvSource({"64, 1024, 64", "64, 768, 64", "64, 144, 12", "8, 144, 8", "65536, 12288, 1024"})
  void aRequest_isASmallPartOfTheHeap(long settingMb, long heapMb, long mostMb) {
    assertThat(LoopSettings.requestBytes(settingMb * MB, heapMb * MB)).isEqualTo(mostMb * MB);
  }

  @Test
  void aRequest_fitsAnArray() {
    assertThat(LoopSettings.requestBytes(4096 * MB, 65_536 * MB)).isEqualTo(Integer.MAX_VALUE - 64);
  }
}
