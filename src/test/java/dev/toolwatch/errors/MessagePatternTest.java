package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagePatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Order 12 not found|Order * not found",
        "can't open '/srv/a b.csv'|can't open *",
        "mail to bob@example.com failed.|mail to * failed.",
        "GET https://a.example/x?y=1&z=2 failed|GET * failed",
        "ids 1, 2, 3 are unknown|ids * are unknown",
        "tenant=acme is over its limit|tenant=* is over its limit",
        "read and/or write of application/json|read and/or write of application/json",
        "status code 404|status code 404",
        "took 404 ms|took * ms",
        "commit deadbeefdead is gone|commit * is gone",
        "on Mon Jan 5|on *",
        "open C:\\temp\\x|open *"
      })
  void variableParts_areReplaced(String message, String pattern) {
    assertThat(new MessagePattern().of(message)).hasToString(pattern);
  }

  @Test
  void longMessages_areCut_andLaterLinesLeftOut() {
    assertThat(new MessagePattern().of("x ".repeat(100_000)))
        .hasSizeLessThanOrEqualTo(MessagePattern.MAX);
    assertThat(new MessagePattern().of("bad order\nof alice")).hasToString("bad order");
  }
}
