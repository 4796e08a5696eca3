package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private final Pace tenfold = new Pace(10);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for: 30s                           | for: 3000ms",
        "rate(x[5m])                        | rate(x[30000ms])",
        "sum_over_time(a:b:increase5m[1h:1m]) | sum_over_time(a:b:increase5m[360000ms:6000ms])",
        "a:b:p95_5m offset 1d               | a:b:p95_5m offset 8640000ms",
        "x{window=\"7d\"} offset 5m         | x{window=\"7d\"} offset 30000ms",
        "time() - max(x)                    | 10 * (time() - max(x))",
        "the limit is 1 s, 45 s and 2 in 5  | the limit is 1 s, 45 s and 2 in 5",
      })
  void of_durations_divides_andLeavesNames(String shipped, String faster) {
    assertThat(tenfold.of(shipped)).isEqualTo(faster);
  }

  @ParameterizedTest
  @CsvSource({"1, 60", "60, 1"})
  void of_duration_divides(int factor, int seconds) {
    Pace pace = new Pace(factor);
    assertThat(pace.of(Duration.ofMinutes(1))).hasSeconds(seconds);
    assertThat(pace.secondsAsShipped(Duration.ofSeconds(seconds))).isEqualTo(60);
  }
}
