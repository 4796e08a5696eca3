package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFormatTest {
  @ParameterizedTest
  @CsvSource({
    "auto, /dev/pts/3, true",
    "auto, /dev/tty1, true",
    "auto, /dev/console, true",
    "auto, pipe:[4711], false",
    "auto, socket:[4711], false",
    "auto, /var/log/toolwatch.log, false",
    "auto, /dev/null, false",
    "auto, '', false",
    "'', /dev/pts/3, true",
    "json, /dev/pts/3, false",
    "JSON, /dev/pts/3, false",
    "text, pipe:[4711], true",
    "' Text ', '', true",
  })
  void isText_onATerminal_unlessTheSettingSaysOtherwise(
      String setting, String output, boolean text) {
    assertThat(LogFormat.of(setting).isText(output)).isEqualTo(text);
  }
}
