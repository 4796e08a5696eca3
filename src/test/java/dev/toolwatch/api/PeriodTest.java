package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {
  private static final Instant NOW = Instant.parse("2026-06-30T10:20:30Z");
  private static final Calendar BERLIN = new Calendar(ZoneId.of("Europe/Berlin"));
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1_095));

  @ParameterizedTest
  @CsvSource({
    // minutes at both ends
    "2026-06-29T10:20:30Z, 2026-06-30T10:20:30Z, 2026-06-29T10:20:00Z, 2026-06-30T10:21:00Z",
    // on minutes already
    "2026-06-29T10:20:00Z, 2026-06-30T10:20:00Z, 2026-06-29T10:20:00Z, 2026-06-30T10:20:00Z",
    // a week ago hours are left, of which the end is not
    "2026-06-20T10:20:30Z, 2026-06-30T10:20:00Z, 2026-06-20T10:00:00Z, 2026-06-30T10:20:00Z",
    "2026-06-20T10:20:30Z, 2026-06-21T10:20:00Z, 2026-06-20T10:00:00Z, 2026-06-21T11:00:00Z",
    // and a hundred days ago days of the zone
    "2026-02-20T10:20:30Z, 2026-02-21T10:20:00Z, 2026-02-19T23:00:00Z, 2026-02-21T23:00:00Z",
    "2026-02-19T23:00:00Z, 2026-02-21T23:00:00Z, 2026-02-19T23:00:00Z, 2026-02-21T23:00:00Z",
  })
  void widensToWhatIsKept(Instant from, Instant to, Instant first, Instant last) {
    assertThat(new Period(from, to).widened(RETENTION, NOW, BERLIN))
        .isEqualTo(new Period(first, last));
  }

  @Test
  void tiers_byAge() {
    assertThat(RETENTION.finestAt(NOW, NOW)).isEqualTo(Tier.MINUTE);
    assertThat(RETENTION.finestAt(NOW.minus(Duration.ofDays(7)), NOW)).isEqualTo(Tier.MINUTE);
    assertThat(RETENTION.finestAt(NOW.minus(Duration.ofDays(8)), NOW)).isEqualTo(Tier.HOUR);
    assertThat(RETENTION.finestAt(NOW.minus(Duration.ofDays(101)), NOW)).isEqualTo(Tier.DAY);
  }

  /** In whole days of the calendar, over a night of 23 hours. */
  @Test
  void before_ofWholeDays_isOfAsManyDays() {
    Period week =
        new Period(Instant.parse("2026-03-29T22:00:00Z"), Instant.parse("2026-04-05T22:00:00Z"));
    assertThat(week.before(BERLIN))
        .isEqualTo(
            new Period(
                Instant.parse("2026-03-22T23:00:00Z"), Instant.parse("2026-03-29T22:00:00Z")));
  }

  @Test
  void before_ofOthers_isAsLong() {
    Period some =
        new Period(Instant.parse("2026-03-29T22:10:00Z"), Instant.parse("2026-03-30T22:00:00Z"));
    assertThat(some.before(BERLIN).length()).isEqualTo(some.length());
    assertThat(some.before(BERLIN).to()).isEqualTo(some.from());
  }
}
