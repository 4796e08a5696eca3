package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.signal.ServiceId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Burn rates of every minute of a day against events added up one by one. */
class BurnRateTest {
  private static final Instant START = Instant.parse("2026-08-03T00:00:00Z");
  private static final int DAY = 1440;
  private static final int MINUTES = 5 * DAY;

  @TempDir Path directory;

  /** By the minute: operations, and the failed ones. */
  private static long[][] bursty() {
    SplittableRandom random = new SplittableRandom(1);
    long[][] traffic = new long[MINUTES][2];
    for (int minute = 0; minute < MINUTES; minute++) {
      boolean burst = minute % 97 < 6;
      traffic[minute][0] = burst ? 500 + random.nextInt(500) : random.nextInt(3);
      boolean bad = minute > 4 * DAY && minute % 300 < 20;
      traffic[minute][1] = bad ? traffic[minute][0] / 2 : random.nextInt(400) == 0 ? 1 : 0;
      traffic[minute][1] = Math.min(traffic[minute][0], traffic[minute][1]);
    }
    return traffic;
  }

  private static long[][] tenAnHour() {
    SplittableRandom random = new SplittableRandom(2);
    long[][] traffic = new long[MINUTES][2];
    for (int call = 0; call < MINUTES / 60 * 10; call++) {
      int minute = random.nextInt(MINUTES);
      traffic[minute][0]++;
      traffic[minute][1] += random.nextInt(50) == 0 ? 1 : 0;
    }
    return traffic;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bursty", "ten-an-hour"})
  void rates_ofEveryMinuteOfADay_areThoseCountedApart(String service) {
    long[][] traffic = service.equals("bursty") ? bursty() : tenAnHour();
    try (MadeTime time = new MadeTime(directory, START, Map.of())) {
      time.pass(
          Duration.ofMinutes(MINUTES),
          Map.of(service, minute -> traffic[(int) Duration.between(START, minute).toMinutes()]));
      Objective availability = time.objectives.all().get(0);
      for (int minute = 4 * DAY; minute < MINUTES; minute++) {
        Instant now = START.plus(Duration.ofMinutes(minute)).plusSeconds(30);
        SloStatus status = status(time, availability, service, now);
        int at = minute;
        status
            .rates()
            .forEach(
                (window, rate) -> {
                  double expected = rate(traffic, at, (int) window.toMinutes()) / 0.001;
                  assertThat(rate.rate())
                      .as("%s at %d", window, at)
                      .isCloseTo(expected, within(1e-9 * (1 + expected)));
                });
        assertThat(status.alert()).as("at %d", at).isEqualTo(alert(traffic, at));
      }
    }
  }

  private static SloStatus status(MadeTime time, Objective objective, String service, Instant now) {
    return time.slos.statuses(List.of(objective), ServiceId.of(service), null, 1, now).get(0);
  }

  private static long sum(long[][] traffic, int last, int minutes, int column) {
    long sum = 0;
    for (int minute = last - minutes + 1; minute <= last; minute++) {
      sum += minute < 0 ? 0 : traffic[minute][column];
    }
    return sum;
  }

  private static double rate(long[][] traffic, int last, int minutes) {
    long events = sum(traffic, last, minutes, 0);
    return events == 0 ? 0 : (double) sum(traffic, last, minutes, 1) / events;
  }

  /** The workbook's table for 99.9 % over 30 days. */
  private static String alert(long[][] traffic, int at) {
    List<int[]> pages = List.of(new int[] {60, 5, 144}, new int[] {360, 30, 60});
    List<int[]> tickets = List.of(new int[] {1440, 120, 30}, new int[] {4320, 360, 10});
    if (pages.stream().anyMatch(pair -> burns(traffic, at, pair))) {
      return "page";
    }
    return tickets.stream().anyMatch(pair -> burns(traffic, at, pair)) ? "ticket" : "none";
  }

  private static boolean burns(long[][] traffic, int at, int[] pair) {
    double limit = pair[2] / 10.0 * 0.001;
    return sum(traffic, at, pair[0], 0) >= 20
        && rate(traffic, at, pair[0]) > limit
        && rate(traffic, at, pair[1]) > limit;
  }

  @Test
  void budget_lastsAsLongAsItBurnsSlowlyEnough() {
    try (MadeTime time = new MadeTime(directory, START, Map.of())) {
      // A thousand a minute: the budget of a day of them is 1,440 failures.
      time.pass(
          Duration.ofDays(1),
          Map.of(
              "orders",
              minute -> new long[] {1000, minute.isBefore(START.plusSeconds(3600)) ? 12 : 0}));
      Objective availability = time.objectives.all().get(0);
      Instant end = time.clock.instant().minusSeconds(1);
      SloStatus half = status(time, availability, "orders", end);
      assertThat(availability.left(half.count())).isCloseTo(0.5, within(1e-9));
      assertThat(half.exhaustion()).isNull();

      // Four failures a minute is a pace of 4: what is left lasts a quarter of its part of 30 days.
      time.pass(Duration.ofHours(1), Map.of("orders", minute -> new long[] {1000, 4}));
      SloStatus burning =
          status(time, availability, "orders", time.clock.instant().minusSeconds(1));
      double left = 1 - (720 + 240) / (1500 * 1000 * 0.001);
      assertThat(burning.exhaustion().toSeconds() / 86_400.0)
          .isCloseTo(left * 30 / 4, within(0.01));

      time.pass(Duration.ofMinutes(30), Map.of("orders", minute -> new long[] {1000, 100}));
      SloStatus spent = status(time, availability, "orders", time.clock.instant().minusSeconds(1));
      assertThat(spent.exhaustion()).isEqualTo(Duration.ZERO);
      assertThat(spent.alert()).isEqualTo("page");
    }
  }
}
