package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  private static final Instant TIME = Instant.parse("2026-08-03T00:00:00.123Z");

  @Test
  void everyStatus_isReadAsItWasWritten() {
    ProbeStatus status =
        new ProbeStatus(
            Verdict.REFUSED,
            TIME,
            TIME.plusSeconds(1),
            Verdict.RATE_LIMITED,
            "says \"no\"\n",
            123_456_789_012L,
            7,
            TIME.plusSeconds(2),
            null,
            TIME.plusSeconds(3));
    assertThat(StatusText.parse(StatusText.of(status))).isEqualTo(status);
    assertThat(StatusText.parse(StatusText.of(ProbeStatus.UNKNOWN))).isEqualTo(ProbeStatus.UNKNOWN);
  }

  @Test
  void textThatIsNone_isRefused() {
    for (String text : new String[] {"", "{", "[]x", "{\"state\":\"GONE\"}"}) {
      assertThatThrownBy(() -> StatusText.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
