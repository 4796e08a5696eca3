package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.store.Calendar;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeExpressionTest {
  /** A Sunday. */
  private static final Instant NOW = Instant.parse("2026-03-29T10:20:30Z");

  private static final TimeExpression UTC = new TimeExpression(NOW, new Calendar(ZoneOffset.UTC));
  private static final TimeExpression BERLIN =
      new TimeExpression(NOW, new Calendar(ZoneId.of("Europe/Berlin")));

  @ParameterizedTest
  @CsvSource({
    "now, 2026-03-29T10:20:30Z, 2026-03-29T10:20:30Z",
    "now-90m, 2026-03-29T08:50:30Z, 2026-03-29T08:50:30Z",
    "now+30s, 2026-03-29T10:21:00Z, 2026-03-29T10:21:00Z",
    "now-2h/h, 2026-03-29T08:00:00Z, 2026-03-29T09:00:00Z",
    "now/m, 2026-03-29T10:20:00Z, 2026-03-29T10:21:00Z",
    "now/d, 2026-03-29T00:00:00Z, 2026-03-30T00:00:00Z",
    "now-7d/d, 2026-03-22T00:00:00Z, 2026-03-23T00:00:00Z",
    "now/w, 2026-03-23T00:00:00Z, 2026-03-30T00:00:00Z",
    "now-1w, 2026-03-22T10:20:30Z, 2026-03-22T10:20:30Z",
    "now/M, 2026-03-01T00:00:00Z, 2026-04-01T00:00:00Z",
    "now-1M/M, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
    "now/y, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z",
    "now-2y, 2024-03-29T10:20:30Z, 2024-03-29T10:20:30Z",
    "2y, 2024-03-29T10:20:30Z, 2024-03-29T10:20:30Z",
    "90m, 2026-03-29T08:50:30Z, 2026-03-29T08:50:30Z",
    "2026-03-01, 2026-03-01T00:00:00Z, 2026-03-01T00:00:00Z",
    "2026-03-01T00:00:00Z, 2026-03-01T00:00:00Z, 2026-03-01T00:00:00Z",
    "2026-03-01T02:30:00.5+02:00, 2026-03-01T00:30:00.5Z, 2026-03-01T00:30:00.5Z",
  })
  void reads_asStartAndAsEnd(String text, Instant from, Instant to) {
    assertThat(UTC.from(text)).isEqualTo(from);
    assertThat(UTC.to(text)).isEqualTo(to);
  }

  /** The clocks went forward that night. */
  @Test
  void daysAndWeeks_areOfTheZone() {
    assertThat(BERLIN.from("now/d")).isEqualTo("2026-03-28T23:00:00Z");
    assertThat(BERLIN.from("2026-03-29")).isEqualTo("2026-03-28T23:00:00Z");
    assertThat(BERLIN.from("now/M")).isEqualTo("2026-02-28T23:00:00Z");
    assertThat(BERLIN.to("now/d")).isEqualTo("2026-03-29T22:00:00Z");
    assertThat(BERLIN.from("now-1d")).isEqualTo("2026-03-28T11:20:30Z");
    assertThat(BERLIN.from("now/w")).isEqualTo("2026-03-22T23:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "now-",
        "now-7",
        "now-7q",
        "now-1.5d",
        "now -1d",
        "NOW",
        "now/q",
        "2026-02-30",
        "y",
        "now-9999999d",
        "2026-03",
        "2026-03-01T00:00:00",
        "1790000000",
        "2026-02-30T00:00:00Z"
      })
  void refuses_whatIsNone(String text) {
    assertThatThrownBy(() -> UTC.from(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RFC 3339");
  }
}
