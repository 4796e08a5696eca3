package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {
  private static List<Long> spread(int most, long... times) {
    return Samples.spread(LongStream.of(times).boxed().toList(), time -> time, most);
  }

  @Test
  void keepsTheOldest_theNewest_andTheBestSpread() {
    assertThat(spread(5, 100, 0, 51, 52, 53, 25, 24, 75, 99))
        .containsExactly(0L, 25L, 51L, 75L, 100L);
    assertThat(spread(3, 0, 1, 2, 3, 1000)).startsWith(0L).endsWith(1000L).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "1, 9", "2, '1,9'", "3, '1,5,9'", "4, '1,5,9'"})
  void keepsFew(int most, String kept) {
    assertThat(spread(most, 5, 9, 1))
        .isEqualTo(
            kept.isEmpty()
                ? List.of()
                : List.of(kept.split(",")).stream().map(Long::valueOf).toList());
  }

  /** One after the other, as they happen: no part of the time is without a sample for long. */
  @Test
  void oneByOne_staySpread() {
    List<Long> kept = new ArrayList<>();
    for (long time = 0; time <= 10_000; time++) {
      kept.add(time);
      kept = new ArrayList<>(Samples.spread(kept, at -> at, 5));
      assertThat(kept.get(0)).isZero();
      assertThat(kept.get(kept.size() - 1)).isEqualTo(time);
      for (int i = 1; i < kept.size() && time > 100; i++) {
        long gap = kept.get(i) - kept.get(i - 1);
        assertThat(gap).isLessThanOrEqualTo(time * 4 / 10);
        assertThat(gap).isGreaterThanOrEqualTo(i == kept.size() - 1 ? 1 : time / 10);
      }
    }
  }

  @Test
  void sameTimes_keepTheirOrder() {
    assertThat(Samples.spread(List.of("a", "b", "c"), text -> 1, 3)).containsExactly("a", "b", "c");
  }
}
