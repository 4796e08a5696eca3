package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Tier;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepTest {
  /** In the ten days that periods have at most. */
  private static final int CLOCK_CHANGES = 1;

  private static final Calendar BERLIN = new Calendar(ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @ValueSource(strings = {"1m", "5m", "30m", "1h", "12h", "1d", "1w"})
  void reads_andWritesTheSame(String text) {
    assertThat(Step.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "0m", "7m", "60m", "5h", "24h", "2d", "2w", "1s", "1 h", "-1h"})
  void refuses_whatDoesNotDivide(String text) {
    assertThatThrownBy(() -> Step.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void slices_coverThePeriod_withoutGaps_andNeverOverMidnight(
      @ForAll @From("steps") String text,
      @ForAll @LongRange(min = 1_774_000_000, max = 1_776_000_000) long from,
      @ForAll @LongRange(min = 1, max = 10 * 86_400) long seconds) {
    Period period = new Period(Instant.ofEpochSecond(from), Instant.ofEpochSecond(from + seconds));
    Step step = Step.of(text);
    List<Range> slices = step.slices(period, BERLIN);
    assertThat(slices).hasSizeLessThanOrEqualTo((int) step.points(period) + CLOCK_CHANGES);
    assertThat(slices.get(0).from()).isBeforeOrEqualTo(period.from());
    assertThat(slices.get(0).to()).isAfter(period.from());
    assertThat(slices.get(slices.size() - 1).from()).isBefore(period.to());
    assertThat(slices.get(slices.size() - 1).to()).isAfterOrEqualTo(period.to());
    for (int i = 0; i < slices.size(); i++) {
      Range slice = slices.get(i);
      assertThat(slice.from()).isBefore(slice.to());
      assertThat(i == 0 ? slice.from() : slices.get(i - 1).to()).isEqualTo(slice.from());
      if (!text.equals("1w")) {
        assertThat(BERLIN.end(Tier.DAY, slice.from())).isAfterOrEqualTo(slice.to());
      }
    }
  }

  @Provide
  Arbitrary<String> steps() {
    return Arbitraries.of("5m", "20m", "1h", "6h", "1d", "1w");
  }

  @Test
  void fitting_isOfWhatIsKept() {
    Instant end = Instant.parse("2026-03-29T00:00:00Z");
    Period hour = new Period(end.minusSeconds(3_600), end);
    Period week = new Period(end.minusSeconds(7 * 86_400), end);
    Period month = new Period(end.minusSeconds(30 * 86_400), end);
    assertThat(Step.fitting(hour, Tier.MINUTE)).hasToString("1m");
    assertThat(Step.fitting(hour, Tier.HOUR)).hasToString("1h");
    assertThat(Step.fitting(hour, Tier.DAY)).hasToString("1d");
    assertThat(Step.fitting(week, Tier.MINUTE)).hasToString("1h");
    assertThat(Step.fitting(month, Tier.HOUR)).hasToString("1d");
  }
}
